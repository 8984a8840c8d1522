import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import compression from 'compression';
import express5, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import express4 from 'express4';
import type { SessionMiddleware } from '../../src/node/index.js';
import type { Scene } from './scene.js';

interface Parts {
  readonly sessions: readonly SessionMiddleware[];
  readonly sceneOf: (request: IncomingMessage, response: ServerResponse) => Scene;
  readonly handle: (scene: Scene) => unknown;
}

/** A way to build a server around one handler. */
export interface Stack {
  readonly name: string;
  readonly isExpress: boolean;
  readonly compresses: boolean;
  /** Whether somebody wraps the response after the session was asked for. */
  readonly isCovered: boolean;
  build(parts: Parts): RequestListener;
}

const express = { 4: express4, 5: express5 };

type Layer = 'compression' | 'session' | 'touch' | 'an application within';

function expressStack(version: 4 | 5, layers: readonly Layer[]): Stack {
  return {
    name: `express ${version}: ${layers.join(', ')}`,
    isExpress: true,
    compresses: layers.includes('compression'),
    isCovered: layers.includes('touch'),
    build({ sessions, sceneOf, handle }) {
      const outer = express[version]();
      let app = outer;
      // The final handler then prints nothing.
      app.set('env', 'test');
      for (const layer of layers) {
        if (layer === 'compression') app.use(compression());
        if (layer === 'session') for (const session of sessions) app.use(session as RequestHandler);
        if (layer === 'an application within') {
          const within = express[version]();
          app.use(within);
          app = within;
        }
        if (layer === 'touch') {
          app.use(async (request, response, next) => {
            await sceneOf(request, response).touch();
            next();
          });
        }
      }
      app.use((request, response, next) => {
        const scene = sceneOf(request, response);
        // Express 4 does not wait for handlers, so every handler tells it of its own errors.
        // oxlint-disable-next-line promise/no-callback-in-promise -- that is how
        Promise.resolve(scene).then(handle).catch(next);
      });
      // Without the stack that the final handler would show, which is never the same.
      outer.use((error: unknown, _request: IncomingMessage, response: Response, next: NextFunction) => {
        if (response.headersSent) next(error);
        else response.status(500).send('sorry');
      });
      return outer;
    },
  };
}

function nodeStack(name: string, { compresses }: { readonly compresses: boolean }): Stack {
  const compress = compression();
  return {
    name,
    isExpress: false,
    compresses,
    isCovered: false,
    build:
      ({ sessions, sceneOf, handle }) =>
      (request, response) => {
        const serve = (): void => {
          const scene = sceneOf(request, response);
          Promise.resolve(scene)
            .then(handle)
            .catch(() => {
              if (response.headersSent) response.destroy();
              else response.writeHead(500).end('sorry');
            });
        };
        const go = sessions.reduceRight<() => void>((next, session) => () => session(request, response, next), serve);
        // What it takes of Express's types is what Node's have.
        if (compresses) compress(request as Request, response as Response, go);
        else go();
      },
  };
}

export const plainStack = nodeStack('node:http', { compresses: false });

export const stacks: readonly Stack[] = [
  plainStack,
  nodeStack('node:http: compression, session', { compresses: true }),
  expressStack(5, ['session', 'an application within']),
  expressStack(5, ['compression', 'an application within', 'session']),
  expressStack(4, ['session', 'compression', 'session']),
  ...([4, 5] as const).flatMap((version) => [
    expressStack(version, ['session']),
    expressStack(version, ['compression', 'session']),
    expressStack(version, ['session', 'compression']),
    expressStack(version, ['session', 'touch', 'compression']),
  ]),
];
