import { createApp, eventHandler, toWebHandler } from 'h3v1';
import { beforeEach, expect, it } from 'vitest';
import { mount } from './mount/h3-v1.js';
import { createSessions, type Sessions } from './mount/sessions.js';

// h3 1 reads its simulated response as soon as the handler has called `end`. Nitro 2 calls its own routes like this.
let sessions: Sessions;
let send: (path: string, cookie?: string) => Promise<Response>;

beforeEach(() => {
  sessions = createSessions();
  const app = createApp();
  mount(app, sessions);
  app.use(
    '/read',
    eventHandler(async (event) => `Read ${(await sessions.get(event.node.req)).get('visits') ?? 0}`),
  );
  app.use(
    '/refused',
    eventHandler(async (event) => {
      const session = await sessions.get(event.node.req);
      try {
        session.signIn('alice');
        return 'signed in';
      } catch (error) {
        return (error as { code: string }).code;
      }
    }),
  );
  const handle = toWebHandler(app);
  send = (path, cookie) => handle(new Request(`http://127.0.0.1${path}`, { headers: cookie ? { cookie } : {} }));
});

it('calls that need a cookie throw, and the response is still sent', async () => {
  const response = await send('/refused');
  expect([response.status, await response.text(), response.headers.getSetCookie()]).toEqual([200, 'WRONG_TIME', []]);
});

it('a session can be read, and its changes are stored', async () => {
  const { key, id } = await sessions.create({ data: { visits: 1 } });
  const cookie = `sid=${key}`;
  expect(await (await send('/read', cookie)).text()).toBe('Read 1');
  expect(await (await send('/visits', cookie)).text()).toBe('Visit 2');
  expect((await sessions.inspect(id))?.decoded()).toEqual({ visits: 2 });
});
