import { SessionError } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import type { LoaderFunctionArgs, MiddlewareFunction } from 'react-router';
import type { Sessions } from './sessions.js';

/** Export these as `middleware` from the root route. */
export function createMiddleware(sessions: Sessions): MiddlewareFunction<Response>[] {
  return [({ request, context }, next) => handleSession(sessions, request, next, { aliases: [context] })];
}

/** For loaders and actions. React Router makes a 500 of an error, and keeps the status of a `Response`. */
export async function sessionOf(sessions: Sessions, context: LoaderFunctionArgs['context']) {
  try {
    return await sessions.get(context);
  } catch (error) {
    throw error instanceof SessionError ? new Response(null, error) : error;
  }
}

export function createLoader(sessions: Sessions) {
  return async ({ context }: LoaderFunctionArgs): Promise<Response> => {
    const session = await sessionOf(sessions, context);
    return new Response(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  };
}
