import { expect, it } from 'vitest';
import { reactRouterServer } from './hosts/fetch-hosts.js';
import { createSessions } from './mount/sessions.js';

it('a loader gets another Request than the middleware, and finds the session by its context', async () => {
  const sessions = createSessions();
  const requests: Request[] = [];
  const handle = reactRouterServer(sessions, async ({ request, context }) => {
    requests.push(request);
    await expect(sessions.get(request)).rejects.toMatchObject({ code: 'WRONG_TIME' });
    (await sessions.get(context)).set('visits', 1);
    return new Response('stored');
  });
  const given = new Request('http://127.0.0.1/shop');
  const response = await handle(given);
  expect(requests[0]).not.toBe(given);
  expect([response.status, response.headers.getSetCookie().length]).toEqual([200, 1]);
});
