import type { APIRoute } from 'astro';
import { sessions } from '../lib/sessions.js';

export const POST: APIRoute = async (context) => {
  const session = await sessions.get(context);
  if (session.owner !== undefined) await sessions.revokeOwner(session.owner, { except: session });
  await session.destroy();
  return context.redirect('/', 303);
};
