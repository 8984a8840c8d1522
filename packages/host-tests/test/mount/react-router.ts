import { handleSession } from '@sess/core/fetch';
import { createContext, type LoaderFunctionArgs, type MiddlewareFunction } from 'react-router';
import type { Sessions } from './sessions.js';

/** The request that has the session: loaders and actions are given another one. */
export const visited = createContext<Request>();

export function createMiddleware(sessions: Sessions): MiddlewareFunction<Response>[] {
  return [
    ({ request, context }, next) => {
      context.set(visited, request);
      return handleSession(sessions, request, next);
    },
  ];
}

export function createLoader(sessions: Sessions) {
  return async ({ context }: LoaderFunctionArgs): Promise<Response> => {
    const session = await sessions.get(context.get(visited));
    return new Response(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  };
}
