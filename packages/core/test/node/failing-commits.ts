import { StoreError } from '../../src/contract/errors.js';
import type { CommitResult } from '../../src/http/request-binding.js';
import { type RequestSessions, type SessionMiddleware, sessionMiddleware } from '../../src/node/index.js';
import { isInterim } from './compare.js';
import { FakeSessions, nothing, turns } from './fake-sessions.js';
import { exchange, type RawRequest, type WireResponse } from './raw-client.js';
import { createScene, type Scene } from './scene.js';
import { serving } from './serve.js';
import type { Stack } from './stacks.js';

export const down = new StoreError('the store is down', { outcome: 'not-applied' });

/** The first commit of a request fails; what comes after has nothing to store. */
export function failing(
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
  readonly diary: readonly unknown[];
}

export async function run(
  stack: Stack,
  handle: (scene: Scene) => unknown,
  { managers = [failing()] as readonly RequestSessions[], requests = [{}] as readonly RawRequest[] } = {},
): Promise<Failure> {
  const diary: unknown[] = [];
  const handled: Promise<unknown>[] = [];
  const scenes = new WeakMap<object, Scene>();
  const listener = stack.build({
    handle(scene) {
      const done = Promise.resolve(scene).then(handle);
      handled.push(done.catch(() => undefined));
      return done;
    },
    sessions: [setBefore, ...managers.map((sessions) => sessionMiddleware(sessions))],
    sceneOf(request, response) {
      const touch = (): Promise<unknown> => Promise.all(managers.map((sessions) => sessions.get(request)));
      const scene = scenes.get(request) ?? createScene(request, response, touch, diary);
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
  await Promise.all(handled);
  return { responses: responses.filter((response) => !isInterim(response)), diary };
}

export const page = 'All the cloth in the shop. '.repeat(200);
