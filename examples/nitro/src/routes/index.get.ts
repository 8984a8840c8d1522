import { defineHandler } from 'nitro/h3';
import { sessions } from '../lib/sessions.js';

export default defineHandler(async (event) => {
  const session = await sessions.get(event);
  const visits = session.update('visits', 0, (before) => before + 1);
  return { visits, cart: session.get('cart') ?? [], user: session.owner ?? null };
});
