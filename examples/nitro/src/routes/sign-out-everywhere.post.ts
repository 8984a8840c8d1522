import { defineHandler, redirect } from 'nitro/h3';
import { sessions } from '../lib/sessions.js';

export default defineHandler(async (event) => {
  const { owner } = await sessions.get(event);
  if (owner !== undefined) await sessions.revokeOwner(owner);
  return redirect('/', 303);
});
