import { describe, expect, it } from 'vitest';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { type RequestSessions, sessionMiddleware } from '../../src/node/index.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { bodyCases } from './body-cases.js';
import { cookiesOf, headerOf, isInterim, withoutSession } from './compare.js';
import { expressCases } from './express-cases.js';
import { unchangedSessions, slowSessions } from './fake-sessions.js';
import { headCases } from './head-cases.js';
import { exchange, type WireResponse } from './raw-client.js';
import { type Case, createContext, type HandlerContext } from './handler-context.js';
import { serving } from './serve.js';
import { type Stack, stacks } from './stacks.js';

interface Way {
  readonly name: string;
  /** How many cookies each response gets. */
  readonly cookies: number;
  create(): { readonly managers: readonly RequestSessions[]; openSession(request: object): Promise<unknown> };
}

const ways: readonly Way[] = [
  {
    name: 'read',
    cookies: 0,
    create() {
      const sessions = unchangedSessions();
      return { managers: [sessions], openSession: (request) => sessions.get(request) };
    },
  },
  {
    name: 'changed, with a slow store',
    cookies: 1,
    create() {
      const sessions = slowSessions();
      return { managers: [sessions], openSession: (request) => sessions.get(request) };
    },
  },
  {
    name: 'changed, with the real manager, mounted twice',
    cookies: 1,
    create() {
      const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
      return {
        managers: [sessions, sessions],
        openSession: async (request) => (await sessions.get(request)).set('visits', 1),
      };
    },
  },
  {
    name: 'changed, with two managers',
    cookies: 2,
    create() {
      const managers = [slowSessions(), slowSessions({ cookieName: 'other' })] as const;
      return { managers, openSession: (request) => Promise.all(managers.map((sessions) => sessions.get(request))) };
    },
  },
];

interface Run {
  readonly responses: readonly WireResponse[];
  readonly logs: readonly unknown[][];
}

async function run(stack: Stack, { handle, requests = [{}] }: Case, way?: Way): Promise<Run> {
  const created = way?.create();
  const logs: unknown[][] = [];
  const contexts = new WeakMap<object, HandlerContext>();
  const listener = stack.build({
    handle,
    sessions: created?.managers.map((sessions) => sessionMiddleware(sessions)) ?? [],
    contextOf(request, response) {
      const known = contexts.get(request);
      if (known) return known;
      const log: unknown[] = [];
      logs.push(log);
      const context = createContext(request, response, () => Promise.resolve(created?.openSession(request)), log);
      contexts.set(request, context);
      return context;
    },
  });
  const accepting = stack.compresses ? { 'Accept-Encoding': 'gzip' } : {};
  const responses = await serving(listener, (port) =>
    exchange(
      port,
      requests.map((request) => ({ ...request, headers: { ...accepting, ...request.headers } })),
    ),
  );
  return { responses, logs };
}

describe.each(stacks)('$name', (stack) => {
  const cases = [...headCases, ...bodyCases, ...(stack.isExpress ? expressCases : [])].filter(
    ({ plainOnly = false }) => !(plainOnly && stack.compresses),
  );
  describe.each(cases)('$name', (which) => {
    it.each(ways)('gets the same response as without a session, which is $name', async (way) => {
      const without = await run(stack, which);
      const within = await run(stack, which, way);
      expect(within.responses.map(withoutSession)).toEqual(without.responses.map(withoutSession));
      if (!which.clientOnly) expect(within.logs).toEqual(without.logs);
      for (const response of within.responses.filter((one) => !isInterim(one))) {
        expect(headerOf(response, 'vary')).toMatch(/\bCookie\b/);
        const ours = cookiesOf(response).filter((cookie) => /^(sid|other)=/.test(cookie));
        const failed = response.statusLine.startsWith('HTTP/1.1 5');
        if (!failed) expect(ours).toHaveLength(way.cookies);
      }
    });
  });
});
