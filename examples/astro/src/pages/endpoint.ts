import type { APIRoute } from 'astro';
import { sessions } from '../lib/sessions.js';

export const GET: APIRoute = async (context) => {
  const session = await sessions.get(context);
  return new Response(`Visit ${session.update('visits', 0, (before) => before + 1)}`);
};
