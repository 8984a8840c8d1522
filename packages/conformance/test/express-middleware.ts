import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionMiddleware } from '@sess/core/node';
import express5, { type NextFunction, type Request, type Response } from 'express';
import express4 from 'express4';
import type { Middleware } from '../src/index.js';
import { listen, pageRequest, sendAnswer } from '../src/story/node-middleware.js';

/** What error handlers of Express look for. */
interface HttpError {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `sessionMiddleware` in an application of Express, with an error handler behind the pages. */
function expressMiddleware(name: string, createApplication: typeof express5): Middleware {
  return {
    name,
    serve(sessions, { page, errorPage }) {
      const application = createApplication();
      application.use(sessionMiddleware(sessions));
      application.use(async (request: Request, response: Response, next: NextFunction) => {
        try {
          await sendAnswer(response, await page(pageRequest(sessions, request)));
        } catch (error) {
          next(error);
        }
      });
      application.use(
        async (error: HttpError, request: Request, response: Response, _next: NextFunction): Promise<void> => {
          const { status = 500, headers = {} } = error;
          const answer = await errorPage(pageRequest(sessions, request), status);
          await sendAnswer(response, { ...answer, headers });
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
