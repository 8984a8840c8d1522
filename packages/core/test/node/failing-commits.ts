import { StoreError } from '../../src/contract/errors.js';
import type { CommitResult } from '../../src/http/request-binding.js';
import { type RequestSessions, type SessionMiddleware, sessionMiddleware } from '../../src/node/index.js';
import { isInterim } from './compare.js';
import { FakeSessions, nothing, turns } from './fake-sessions.js';
import { exchange, type RawRequest, type WireResponse } from './raw-client.js';
import { createContext, type HandlerContext } from './handler-context.js';
import { serving } from './serve.js';
import type { Stack } from './stacks.js';

export const down = new StoreError('the store is down', { outcome: 'not-applied' });

/** The first commit of a request fails. Later commits have nothing to store. */
export function failingSessions(
  error: unknown = down,
  { when = 'later' }: { readonly when?: 'later' | 'at once' } = {},
): FakeSessions {
  return new FakeSessions((_call, count): CommitResult | Promise<CommitResult> => {
    if (count) return nothing;
    if (when === 'at once') throw error;
    return turns().then(() => {
      throw error;
    });
  });
}

const setBefore: SessionMiddleware = (_request, response, next) => {
  response.setHeader('X-Before', 'kept');
  response.setHeader('Cache-Control', 'public, max-age=3600');
  response.setHeader('ETag', '"1"');
  next?.();
};

interface Failure {
  readonly responses: readonly WireResponse[];
  readonly log: readonly unknown[];
}

export async function run(
  stack: Stack,
  handle: (context: HandlerContext) => unknown,
  { managers = [failingSessions()] as readonly RequestSessions[], requests = [{}] as readonly RawRequest[] } = {},
): Promise<Failure> {
  const log: unknown[] = [];
  const handled: Promise<unknown>[] = [];
  const contexts = new WeakMap<object, HandlerContext>();
  const listener = stack.build({
    handle(context) {
      const done = Promise.resolve(context).then(handle);
      handled.push(done.catch(() => undefined));
      return done;
    },
    sessions: [setBefore, ...managers.map((sessions) => sessionMiddleware(sessions))],
    contextOf(request, response) {
      const openSession = (): Promise<unknown> => Promise.all(managers.map((sessions) => sessions.get(request)));
      const context = contexts.get(request) ?? createContext(request, response, openSession, log);
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
  await Promise.all(handled);
  return { responses: responses.filter((response) => !isInterim(response)), log };
}

export const page = 'All the cloth in the shop. '.repeat(200);
