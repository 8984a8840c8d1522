import type { APIRoute } from 'astro';

/** A rewrite runs the middleware again, with another Request. The page has the same session. */
export const GET: APIRoute = (context) => context.rewrite('/');
