import assert from 'node:assert/strict';
import { createSessionContext } from '@sess/core/context';
import { honoSession } from '@sess/core/hono';
import { Hono, type MiddlewareHandler } from 'hono';
import { mount } from 'hono/mount';
import type { Site } from '@sess/conformance';
import { createSessions } from '../mount/sessions.js';
import { echoed } from './echoed.js';
import type { CollectedTests } from './outcome.js';

/** What a runtime brings for Hono. */
export interface HonoRuntime {
  serve(app: Pick<Hono, 'fetch'>): Site & { readonly origin: string };
  readonly upgrade: MiddlewareHandler;
  /** Whether the cookie of a session that begins in the handshake reaches the client. */
  readonly handshakeSetsCookies: boolean;
}

/** Adds what is true of Hono on the runtime, beyond the laws of every host. */
export function collectHonoTests(tests: CollectedTests, runtime: HonoRuntime): void {
  tests.it('Hono: a mounted application shares the session if it gets { incoming: c.req } as its env', async () => {
    const sessions = createSessions();
    const count = async (c: object) => (await sessions.get(c)).update('visits', 0, (visits) => visits + 1);
    const inner = new Hono().use(honoSession(sessions)).get('/', async (c) => c.text(`Visit ${await count(c)}`));
    const app = new Hono().use(honoSession(sessions)).use(async (c, next) => {
      await count(c);
      await next();
    });
    app.all('/part/*', mount(inner.fetch, { optionHandler: (c) => ({ incoming: c.req }) }));
    const site = runtime.serve(app);
    const response = await site.send('/part/');
    assert.deepEqual([await response.text(), response.headers.getSetCookie().length], ['Visit 2', 1]);
    await site.close();
  });

  tests.it('Hono: currentSession is that of the request, beside another request', async () => {
    const sessions = createSessions();
    const { run, currentSession } = createSessionContext(sessions);
    const waiting: (() => void)[] = [];
    const app = new Hono().use(honoSession(sessions), (c, next) => run(c, next));
    app.post('/', async (c) => {
      (await currentSession()).set('visits', await c.req.json());
      await new Promise<void>((resolve) => {
        if (waiting.push(resolve) === 2) for (const go of waiting) go();
      });
      return c.text(`Visit ${(await currentSession()).get('visits')}`);
    });
    const site = runtime.serve(app);
    const responses = await Promise.all(['1', '2'].map((body) => site.send('/', { method: 'POST', body })));
    const bodies = await Promise.all(responses.map((response) => response.text()));
    assert.deepEqual(bodies, ['Visit 1', 'Visit 2']);
    await site.close();
  });

  tests.it('Hono: a socket opens behind a session, and nothing of it is lost silently', async () => {
    const sessions = createSessions();
    const unsaved: unknown[] = [];
    sessions.on('unsaved', ({ error }) => unsaved.push((error as { code?: string }).code));
    const app = new Hono().use(honoSession(sessions));
    app.onError((_error, c) => c.text('broken', 500));
    let opened: Response | undefined;
    app.get(
      '/socket',
      async (c, next) => {
        (await sessions.get(c)).update('visits', 0, (visits) => visits + 1);
        await next();
        opened = c.res;
      },
      runtime.upgrade,
    );
    const site = runtime.serve(app);
    const url = `${site.origin.replace('http', 'ws')}/socket`;
    const { key } = await sessions.create({ data: { visits: 1 } });
    assert.equal(await echoed(new WebSocket(url, { headers: { cookie: `sid=${key}` } })), 'hello');
    assert.equal((await sessions.inspect(key!))?.decoded().visits, 2);
    assert.equal(await echoed(new WebSocket(url)), 'hello');
    const cookies = opened?.headers.getSetCookie().length;
    assert.deepEqual([cookies, unsaved], runtime.handshakeSetsCookies ? [1, []] : [0, ['WRONG_TIME']]);
    await site.close();
  });
}
