import { handleSession } from '@sess/core/fetch';
import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Sessions } from './sessions.js';

const t = initTRPC.context<{ req: Request; sessions: Sessions }>().create();

export const router = t.router({
  visits: t.procedure.mutation(async ({ ctx }) => {
    const session = await ctx.sessions.get(ctx);
    return session.update('visits', 0, (visits) => visits + 1);
  }),
});

/** A batch of calls is one request, and is committed once. */
export function serve(sessions: Sessions, req: Request): Promise<Response> {
  return handleSession(sessions, req, () =>
    fetchRequestHandler({ endpoint: '/trpc', req, router, createContext: () => ({ req, sessions }) }),
  );
}
