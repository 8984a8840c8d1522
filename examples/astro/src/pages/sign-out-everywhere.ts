import type { APIRoute } from 'astro';
import { sessions } from '../lib/sessions.js';

export const POST: APIRoute = async (context) => {
  const { owner } = await sessions.get(context);
  if (owner !== undefined) await sessions.revokeOwner(owner);
  return context.redirect('/', 303);
};
