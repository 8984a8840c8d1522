import type { APIRoute } from 'astro';
import { sessions } from '../lib/sessions.js';

export const POST: APIRoute = async (context) => {
  const form = await context.request.formData();
  const name = form.get('name');
  if (typeof name !== 'string' || name === '') return new Response('name is missing.', { status: 400 });
  const session = await sessions.get(context);
  // A real shop would check a password here.
  session.signIn(name);
  return context.redirect('/', 303);
};
