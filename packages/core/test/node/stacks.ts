import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import compression from 'compression';
import express5, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import express4 from 'express4';
import type { SessionMiddleware } from '../../src/node/index.js';
import type { HandlerContext } from './handler-context.js';

interface Parts {
  readonly sessions: readonly SessionMiddleware[];
  readonly contextOf: (request: IncomingMessage, response: ServerResponse) => HandlerContext;
  readonly handle: (context: HandlerContext) => unknown;
}

/** A way to build a server around one handler. */
export interface Stack {
  readonly name: string;
  readonly isExpress: boolean;
  readonly compresses: boolean;
  /** Whether a layer wraps the response after the session was opened. */
  readonly isWrapped: boolean;
  build(parts: Parts): RequestListener;
}

const express = { 4: express4, 5: express5 };

type Layer = 'compression' | 'session' | 'open' | 'nested application';

function expressStack(version: 4 | 5, layers: readonly Layer[]): Stack {
  return {
    name: `express ${version}: ${layers.join(', ')}`,
    isExpress: true,
    compresses: layers.includes('compression'),
    isWrapped: layers.includes('open'),
    build({ sessions, contextOf, handle }) {
      const outer = express[version]();
      let app = outer;
      // Keeps the final handler from printing errors.
      app.set('env', 'test');
      for (const layer of layers) {
        if (layer === 'compression') app.use(compression());
        if (layer === 'session') for (const session of sessions) app.use(session as RequestHandler);
        if (layer === 'nested application') {
          const nested = express[version]();
          app.use(nested);
          app = nested;
        }
        if (layer === 'open') {
          app.use(async (request, response, next) => {
            await contextOf(request, response).openSession();
            next();
          });
        }
      }
      app.use((request, response, next) => {
        const context = contextOf(request, response);
        // Express 4 ignores the promise of a handler, so errors go to `next`.
        // oxlint-disable-next-line promise/no-callback-in-promise -- the way to pass an error on
        Promise.resolve(context).then(handle).catch(next);
      });
      // The final handler would print a stack trace, which differs between runs.
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
    isWrapped: false,
    build:
      ({ sessions, contextOf, handle }) =>
      (request, response) => {
        const serve = (): void => {
          const context = contextOf(request, response);
          Promise.resolve(context)
            .then(handle)
            .catch(() => {
              if (response.headersSent) response.destroy();
              else response.writeHead(500).end('sorry');
            });
        };
        const go = sessions.reduceRight<() => void>((next, session) => () => session(request, response, next), serve);
        // `compression` only uses the members that Node's types have.
        if (compresses) compress(request as Request, response as Response, go);
        else go();
      },
  };
}

export const plainStack = nodeStack('node:http', { compresses: false });

export const stacks: readonly Stack[] = [
  plainStack,
  nodeStack('node:http: compression, session', { compresses: true }),
  expressStack(5, ['session', 'nested application']),
  expressStack(5, ['compression', 'nested application', 'session']),
  expressStack(4, ['session', 'compression', 'session']),
  ...([4, 5] as const).flatMap((version) => [
    expressStack(version, ['session']),
    expressStack(version, ['compression', 'session']),
    expressStack(version, ['session', 'compression']),
    expressStack(version, ['session', 'open', 'compression']),
  ]),
];
