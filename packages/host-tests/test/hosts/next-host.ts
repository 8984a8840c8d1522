import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Site } from '@sess/conformance';
import next from 'next';
import { buildNextApp } from '../../../../test/build-next-app.js';
import { type Stage, stageHolder } from './next-stage.js';
import { type Host, siteOf } from './host.js';

// TypeScript takes the CommonJS module for an ES module.
const createNext = next as unknown as typeof next.default;

type Handle = ReturnType<ReturnType<typeof next.default>['getRequestHandler']>;

let started: Promise<Handle> | undefined;

/** Builds and starts the application of `test/next-app`, once for all tests of a file. */
export function startNext(): Promise<Handle> {
  started ??= (async () => {
    const app = createNext({ dev: false, dir: await buildNextApp(join(import.meta.dirname, '../next-app')) });
    await app.prepare();
    return app.getRequestHandler();
  })();
  return started;
}

/** Serves the application, which does what the stage says. */
export async function serveNext(stage: Stage): Promise<Site> {
  const handle = await startNext();
  stageHolder.stage = stage;
  return siteOf(
    createServer((request, response) => {
      handle(request, response).catch((error: unknown) => response.destroy(error as Error));
    }),
  );
}

export const nextHost: Host = {
  name: 'Next.js 16',
  async serve(sessions, { page }) {
    const site = await serveNext({ sessions, page });
    return {
      ...site,
      // Next.js adds them to each response, with or without a session.
      send: async (path, init) => without(nextVary, await site.send(path, init)),
    };
  },
};

const nextVary = 'rsc, next-router-state-tree, next-router-prefetch, next-router-segment-prefetch';

function without(vary: string, response: Response): Response {
  const { body, status, headers: sent } = response;
  const headers = new Headers(sent);
  const left = (sent.get('vary') ?? '').replace(vary, '').replace(/^, |, $/, '');
  if (left === '') headers.delete('vary');
  else headers.set('vary', left);
  return new Response(body, { status, headers });
}
