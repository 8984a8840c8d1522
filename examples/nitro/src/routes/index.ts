import { defineHandler } from 'nitro/h3';
import { sessions } from '../lib/sessions.js';

export default defineHandler(async (event) => {
  const session = await sessions.get(event.req);
  return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
});
