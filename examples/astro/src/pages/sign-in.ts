import type { APIRoute } from 'astro';
import { sessions } from '../lib/sessions.js';

export const POST: APIRoute = async (context) => {
  const form = await context.request.formData();
  const session = await sessions.get(context);
  session.signIn(String(form.get('name')));
  return context.redirect('/', 303);
};
