import { MemorySessionStore, SessionManager } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import { H3 } from 'h3';
import { expect, it } from 'vitest';

it('the middleware throws on h3 2 if there is no Response yet, because the cookie would be lost', async () => {
  const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
  const errors: unknown[] = [];
  const app = new H3({ silent: true, onError: (error) => void errors.push(error.cause) });
  app.use((event, next) => handleSession(sessions, event.req, next as () => Promise<Response>));
  app.get('/', async (event) => {
    (await sessions.get(event.req)).set('visits', 1);
    return 'Visit 1';
  });
  const response = await app.request('/');
  expect([response.status, response.headers.getSetCookie()]).toEqual([500, []]);
  expect(errors).toEqual([
    expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/outermost/) }),
  ]);
});
