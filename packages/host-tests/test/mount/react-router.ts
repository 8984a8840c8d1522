import { handleSession } from '@sess/core/fetch';
import type { LoaderFunctionArgs, MiddlewareFunction } from 'react-router';
import type { Sessions } from './sessions.js';

/** Export these as `middleware` from the root route. */
export function createMiddleware(sessions: Sessions): MiddlewareFunction<Response>[] {
  return [({ request, context }, next) => handleSession(sessions, request, next, { aliases: [context] })];
}

export function createLoader(sessions: Sessions) {
  return async ({ context }: LoaderFunctionArgs): Promise<Response> => {
    const session = await sessions.get(context);
    return new Response(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  };
}
