import { MemorySessionStore, SessionManager } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import { H3, HTTPError } from 'h3';
import { expect, it } from 'vitest';
import { mount } from './mount/h3.js';
import { createSessions } from './mount/sessions.js';

it('the middleware throws on h3 2 if there is no Response yet, because the cookie would be lost', async () => {
  const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
  const errors: unknown[] = [];
  const app = new H3({ silent: true, onError: (error) => void errors.push(error.cause) });
  app.use((event, next) => handleSession(sessions, event.req, next as () => Promise<Response>));
  app.get('/', async (event) => {
    (await sessions.get(event)).set('visits', 1);
    return 'Visit 1';
  });
  const response = await app.request('/');
  expect([response.status, response.headers.getSetCookie()]).toEqual([500, []]);
  expect(errors).toEqual([
    expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/outermost/) }),
  ]);
});

it('mounted outermost on h3 2, a 4xx that a handler throws keeps the changes', async () => {
  const sessions = createSessions();
  const app = new H3({ silent: true });
  app.get('/missing', async (event) => {
    (await sessions.get(event)).set('visits', 7);
    throw new HTTPError({ status: 404 });
  });
  const fetch = mount(app, sessions);
  const response = await fetch(new Request('http://127.0.0.1/missing'));
  expect(response.status).toBe(404);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  expect((await sessions.read(cookie, { secure: false })).get('visits')).toBe(7);
});
