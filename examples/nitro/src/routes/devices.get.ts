import { defineHandler, HTTPError } from 'nitro/h3';
import { sessions } from '../lib/sessions.js';

export default defineHandler(async (event) => {
  const { owner } = await sessions.get(event);
  if (owner === undefined) throw new HTTPError({ status: 401 });
  const since: string[] = [];
  for await (const { createdAt } of sessions.list(owner)) since.push(new Date(createdAt).toISOString());
  return { since };
});
