import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionMiddleware } from '@sess/core/node';
import express5, { type NextFunction, type Request, type Response } from 'express';
import express4 from 'express4';
import type { Middleware } from '../src/index.js';
import { listen, pageRequest, sendPage } from '../src/story/node-middleware.js';

/** The fields that error handlers of Express read. */
interface HttpError {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Mounts `sessionMiddleware` in an Express application with an error handler after the pages. */
function expressMiddleware(name: string, createApplication: typeof express5): Middleware {
  return {
    name,
    serve(sessions, { page, errorPage }) {
      const application = createApplication();
      application.use(sessionMiddleware(sessions));
      application.use(async (request: Request, response: Response, next: NextFunction) => {
        try {
          await sendPage(response, await page(pageRequest(sessions, request)));
        } catch (error) {
          next(error);
        }
      });
      application.use(
        async (error: HttpError, request: Request, response: Response, _next: NextFunction): Promise<void> => {
          const { status = 500, headers = {} } = error;
          const content = await errorPage(pageRequest(sessions, request), status);
          await sendPage(response, { ...content, headers });
        },
      );
      return listen((request: IncomingMessage, response: ServerResponse) => {
        application(request as Request, response as Response);
      });
    },
  };
}

export const expressMiddlewares: readonly Middleware[] = [
  expressMiddleware('Express 5', express5),
  expressMiddleware('Express 4', express4),
];
