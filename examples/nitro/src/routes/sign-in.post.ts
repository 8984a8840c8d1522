import { defineHandler, redirect } from 'nitro/h3';
import { sessions } from '../lib/sessions.js';

export default defineHandler(async (event) => {
  const form = new URLSearchParams(await event.req.text());
  const session = await sessions.get(event);
  session.signIn(form.get('name') ?? 'guest');
  return redirect('/', 303);
});
