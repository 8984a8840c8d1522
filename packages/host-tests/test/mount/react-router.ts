import { SessionError } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import { createContext, type LoaderFunctionArgs, type MiddlewareFunction } from 'react-router';
import type { Sessions } from './sessions.js';

/** The request that has the session: loaders and actions are given another one. */
const visited = createContext<Request>();

export function createMiddleware(sessions: Sessions): MiddlewareFunction<Response>[] {
  return [
    ({ request, context }, next) => {
      context.set(visited, request);
      return handleSession(sessions, request, next);
    },
  ];
}

/** For loaders and actions. React Router makes a 500 of an error, and keeps the status of a `Response`. */
export async function sessionOf(sessions: Sessions, context: LoaderFunctionArgs['context']) {
  try {
    return await sessions.get(context.get(visited));
  } catch (error) {
    if (error instanceof SessionError) throw new Response(null, { status: error.status });
    throw error;
  }
}

export function createLoader(sessions: Sessions) {
  return async ({ context }: LoaderFunctionArgs): Promise<Response> => {
    const session = await sessionOf(sessions, context);
    return new Response(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  };
}
