import { defineHandler, HTTPError, redirect } from 'nitro/h3';
import { sessions } from '../lib/sessions.js';

export default defineHandler(async (event) => {
  const form = new URLSearchParams(await event.req.text());
  const name = form.get('name');
  if (!name) throw new HTTPError({ status: 400, message: 'name is missing.' });
  const session = await sessions.get(event);
  // A real shop would check a password here.
  session.signIn(name);
  return redirect('/', 303);
});
