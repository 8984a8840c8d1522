import { describe, expect, it } from 'vitest';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { type RequestSessions, sessionMiddleware } from '../../src/node/index.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { bodyCases } from './body-cases.js';
import { cookiesOf, headerOf, isInterim, withoutSession } from './compare.js';
import { expressCases } from './express-cases.js';
import { atOnce, slowly } from './fake-sessions.js';
import { headCases } from './head-cases.js';
import { exchange, type WireResponse } from './raw-client.js';
import { type Case, createScene, type Scene } from './scene.js';
import { serving } from './serve.js';
import { type Stack, stacks } from './stacks.js';

interface Way {
  readonly name: string;
  /** How many cookies each response gets. */
  readonly cookies: number;
  create(): { readonly managers: readonly RequestSessions[]; touch(request: object): Promise<unknown> };
}

const ways: readonly Way[] = [
  {
    name: 'looked at',
    cookies: 0,
    create() {
      const sessions = atOnce();
      return { managers: [sessions], touch: (request) => sessions.get(request) };
    },
  },
  {
    name: 'changed, with a store that takes its time',
    cookies: 1,
    create() {
      const sessions = slowly();
      return { managers: [sessions], touch: (request) => sessions.get(request) };
    },
  },
  {
    name: 'changed, with the real manager, mounted twice',
    cookies: 1,
    create() {
      const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
      return {
        managers: [sessions, sessions],
        touch: async (request) => (await sessions.get(request)).set('visits', 1),
      };
    },
  },
  {
    name: 'two managers, both changed',
    cookies: 2,
    create() {
      const managers = [slowly(), slowly({ cookieName: 'other' })] as const;
      return { managers, touch: (request) => Promise.all(managers.map((sessions) => sessions.get(request))) };
    },
  },
];

interface Answer {
  readonly responses: readonly WireResponse[];
  readonly diaries: readonly unknown[][];
}

async function run(stack: Stack, { handle, requests = [{}] }: Case, way?: Way): Promise<Answer> {
  const created = way?.create();
  const diaries: unknown[][] = [];
  const scenes = new WeakMap<object, Scene>();
  const listener = stack.build({
    handle,
    sessions: created?.managers.map((sessions) => sessionMiddleware(sessions)) ?? [],
    sceneOf(request, response) {
      const known = scenes.get(request);
      if (known) return known;
      const diary: unknown[] = [];
      diaries.push(diary);
      const scene = createScene(request, response, () => Promise.resolve(created?.touch(request)), diary);
      scenes.set(request, scene);
      return scene;
    },
  });
  const asked = stack.compresses ? { 'Accept-Encoding': 'gzip' } : {};
  const responses = await serving(listener, (port) =>
    exchange(
      port,
      requests.map((request) => ({ ...request, headers: { ...asked, ...request.headers } })),
    ),
  );
  return { responses, diaries };
}

describe.each(stacks)('$name', (stack) => {
  const cases = [...headCases, ...bodyCases, ...(stack.isExpress ? expressCases : [])].filter(
    ({ plainOnly = false }) => !(plainOnly && stack.compresses),
  );
  describe.each(cases)('$name', (which) => {
    it.each(ways)('gets the same response as without a session: $name', { timeout: 15_000 }, async (way) => {
      const without = await run(stack, which);
      const within = await run(stack, which, way);
      expect(within.responses.map(withoutSession)).toEqual(without.responses.map(withoutSession));
      if (!which.clientOnly) expect(within.diaries).toEqual(without.diaries);
      for (const response of within.responses.filter((one) => !isInterim(one))) {
        expect(headerOf(response, 'vary')).toMatch(/\bCookie\b/);
        const ours = cookiesOf(response).filter((cookie) => /^(sid|other)=/.test(cookie));
        const failed = response.statusLine.startsWith('HTTP/1.1 5');
        if (!failed) expect(ours).toHaveLength(way.cookies);
      }
    });
  });
});
