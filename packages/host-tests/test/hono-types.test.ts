import { MemorySessionStore, SessionManager } from '@sess/core';
import { cookieFor } from '@sess/core/testing';
import { honoSession } from '@sess/core/hono';
import { Hono, type MiddlewareHandler } from 'hono';
import { createFactory, createMiddleware } from 'hono/factory';
import { testClient } from 'hono/testing';
import { expect, expectTypeOf, it } from 'vitest';
import type { ShopData } from './outage.js';

const sessions = new SessionManager<ShopData>({ store: new MemorySessionStore() });
type ShopSession = Awaited<ReturnType<typeof sessions.get>>;

it('is a middleware of every application, whatever its types', async () => {
  expectTypeOf(honoSession(sessions)).toExtend<MiddlewareHandler>();
  interface Own {
    Bindings: { DATABASE: string };
    Variables: { user: number };
  }
  const app = new Hono<Own>().use(honoSession(sessions)).get('/', (c) => {
    expectTypeOf(c.var.user).toEqualTypeOf<number>();
    expectTypeOf(c.env.DATABASE).toEqualTypeOf<string>();
    // @ts-expect-error -- `Variables` does not declare it
    void c.var.session;
    return c.text('ok');
  });
  expect((await app.request('/', {}, { DATABASE: 'shop' })).status).toBe(200);
});

it('has c.var.session with the type that the application declares', async () => {
  const app = new Hono<{ Variables: { session: ShopSession } }>();
  app.use(honoSession(sessions, { variable: true }));
  app.get('/', (c) => {
    expectTypeOf(c.var.session.get('visits')).toEqualTypeOf<number | undefined>();
    return c.json(c.var.session.get('visits') ?? 0);
  });
  const cookie = await cookieFor(sessions, { data: { visits: 3 } });
  expect(await (await app.request('/', { headers: { cookie } })).json()).toBe(3);
  const factory = createFactory<{ Variables: { session: ShopSession } }>({
    initApp: (made) => void made.use(honoSession(sessions, { variable: true })),
  });
  const made = factory.createApp().get('/', (c) => c.json(c.get('session').get('visits') ?? 0));
  expect(await (await made.request('/', { headers: { cookie } })).json()).toBe(3);
});

it('refuses an application that declares another c.var.session than the manager has, or none', () => {
  const withVariable = honoSession(sessions, { variable: true });
  // @ts-expect-error -- another type
  new Hono<{ Variables: { session: { visits: number } } }>().use(withVariable);
  // @ts-expect-error -- not declared
  new Hono<{ Variables: { user: number } }>().use(withVariable);
  expectTypeOf(withVariable).returns.resolves.toBeVoid();
});

it('has the type also where createMiddleware adds it', () => {
  const withSession = createMiddleware<{ Variables: { session: ShopSession } }>(
    honoSession(sessions, { variable: true }),
  );
  new Hono().use(withSession).get('/', (c) => {
    expectTypeOf(c.var.session).toEqualTypeOf<ShopSession>();
    return c.text('ok');
  });
});

it('leaves the types of RPC as they are', async () => {
  const app = new Hono()
    .use(honoSession(sessions))
    .get('/visits', async (c) => {
      const session = await sessions.get(c);
      return c.json({ visits: session.update('visits', 0, (visits) => visits + 1) });
    })
    .post('/sign-in/:name', async (c) => {
      (await sessions.get(c)).signIn(c.req.param('name'));
      return c.json({ isSignedIn: true as const }, 201);
    });
  const client = testClient(app);
  const response = await client.visits.$get();
  const body = await response.json();
  expectTypeOf(body).toEqualTypeOf<{ visits: number }>();
  expect(body).toEqual({ visits: 1 });
  const welcome = await client['sign-in'][':name'].$post({ param: { name: 'alice' } });
  expectTypeOf(await welcome.json()).toEqualTypeOf<{ isSignedIn: true }>();
  // @ts-expect-error -- the app does not have this route
  void client.nowhere;
});
