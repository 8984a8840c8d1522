import { handleSession } from '@sess/core/fetch';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { mountParts } from './mount/hono-parts.js';
import { createSessions } from './mount/sessions.js';

/** Without `Content-Length`, so bodyLimit reads the body and makes a new `Request`. */
const chunked = (): RequestInit => ({ method: 'POST', body: new Blob(['photo']).stream(), duplex: 'half' });

it.each([
  { path: '/upload', init: chunked },
  { path: '/part/of/it', init: (): RequestInit => ({}) },
])('Hono finds the session at $path, where c.req.raw is another request', async ({ path, init }) => {
  const sessions = createSessions();
  const app = new Hono<{ Variables: { visited: Request } }>();
  mountParts(app, sessions);
  const send = (headers: Record<string, string> = {}) => {
    const request = new Request(`http://127.0.0.1${path}`, { ...init(), headers });
    return handleSession(sessions, request, () => app.fetch(request));
  };
  const first = await send();
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const second = await send({ cookie });
  expect([await first.text(), await second.text(), second.headers.getSetCookie()]).toEqual(['Visit 1', 'Visit 2', []]);
});
