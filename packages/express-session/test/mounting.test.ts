import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import connect from 'connect';
import express, { type RequestHandler } from 'express';
import type { ForeignStore } from '../src/moving/foreign-store.js';
import express4 from 'express4';
import { CookieSessionStore } from '@sess/cookie';
import { MemorySessionStore, SessionManager } from '@sess/core';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { formerCookieName } from '../src/moving/adoption-from.js';
import { session } from '../src/session.js';
import type { Session } from '../src/session-object/session-class.js';
import { mount, setCookies, usual } from './mount.js';

type Request = Omit<IncomingMessage, 'session'> & { session?: Session & { visits?: number } };
type Stack = (middleware: Middleware, handler: (request: Request, response: ServerResponse) => void) => RequestListener;
type Middleware = ReturnType<typeof session>;

const theirs = createRequire(import.meta.url)('express-session') as ((options: object) => RequestHandler) & {
  readonly MemoryStore: new () => ForeignStore;
};

const stacks: Record<string, Stack> = {
  'Express 5': (middleware, handler) =>
    express()
      .use(middleware)
      .use(handler as never),
  'Express 4': (middleware, handler) =>
    express4()
      .use(middleware as never)
      .use(handler as never) as never,
  Connect: (middleware, handler) =>
    connect()
      .use(middleware as never)
      .use(handler as never),
  'node:http': (middleware, handler) => (request, response) =>
    middleware(request, response, () => handler(request, response)),
};

describe.each(Object.entries(stacks))('on %s', (_name, stack) => {
  it('keeps data between requests, and fails with 503 if the store is down', async () => {
    const store = new MemorySessionStore();
    const listener = stack(session({ ...usual, store }), ({ session: own }, response) => {
      own!.visits = (own!.visits ?? 0) + 1;
      response.end(String(own!.visits));
    });
    const agent = supertest.agent(createServer(listener));
    expect([(await agent.get('/')).text, (await agent.get('/')).text]).toEqual(['1', '2']);
    store.load = () => Promise.reject(new Error('connection refused'));
    const down = await agent.get('/');
    expect([down.status, setCookies(down)]).toEqual([503, []]);
  });
});

it('does nothing if a session middleware has run before', async () => {
  const middleware = session(usual);
  const app = express();
  app.use(middleware).use(session({ ...usual, name: 'second' }));
  app.use((request, response) => {
    Object.assign((request as unknown as Request).session!, { user: 'ann' });
    response.end();
  });
  expect(setCookies(await supertest(app).get('/'))).toEqual([expect.stringMatching(/^connect\.sid=/)]);

  const another = express();
  another
    .use(theirs({ secret: 'a', resave: false, saveUninitialized: false }))
    .use(session({ ...usual, name: 'ours' }));
  another.use((request, response) => {
    Object.assign((request as unknown as Request).session!, { user: 'ann' });
    response.end();
  });
  expect(setCookies(await supertest(another).get('/'))).toEqual([expect.stringMatching(/^connect\.sid=/)]);
});

it('looks at the path that the browser has requested, below a router', async () => {
  const app = express();
  const admin = express.Router();
  admin.use(session({ ...usual, saveUninitialized: true, cookie: { path: '/admin' } }));
  admin.use((_request, response) => void response.end());
  app.use('/admin', admin).use('/other', admin);
  expect(setCookies(await supertest(app).get('/admin/users'))).toHaveLength(1);
  expect(setCookies(await supertest(app).get('/other/users'))).toHaveLength(0);
});

describe('load: lazy', () => {
  it('loads when asked, and says so if it was not', async () => {
    const { browser, middleware, store } = mount({ load: 'lazy' });
    const user = browser();
    let loads = 0;
    const { load } = store;
    store.load = (...given) => (loads++, load.apply(store, given));
    await user.visit(async (request) => {
      const loaded = await middleware.load(request);
      expect(loaded).toBe(request.session);
      request.session.user = 'ann';
    });
    const untouched = await user.visit(() => 'nothing');
    expect([untouched.text, loads]).toEqual(['nothing', 0]);
    const early = await user.visit((request) => {
      expect(() => request.session).toThrow(/await middleware\.load\(req\)/);
      return 'early';
    });
    expect(early.text).toBe('early');
    const late = await user.visit((request) => middleware.load(request).then(() => request.session.user));
    expect([late.text, loads]).toEqual(['ann', 1]);
  });

  it('rejects if the store is down, and for a request that it has not seen', async () => {
    const { browser, middleware, store } = mount({ load: 'lazy' });
    const user = browser();
    await user.visit(async (request) => {
      await middleware.load(request);
      request.session.user = 'ann';
    });
    store.load = () => Promise.reject(new Error('connection refused'));
    const down = await user.visit((request) => middleware.load(request));
    expect(down.status).toBe(503);
    await expect(middleware.load({})).rejects.toMatchObject({ code: 'WRONG_TIME' });
  });
});

describe('a SessionManager in store', () => {
  it('has the sessions, which keep the cookie of express-session', async () => {
    const manager = new SessionManager<Record<string, unknown>>({ store: new MemorySessionStore() });
    const { browser } = mount({ store: manager, proxy: true, cookie: { secure: 'auto' } });
    for (const headers of [{}, { 'x-forwarded-proto': 'https' }] as Record<string, string>[]) {
      const user = browser();
      const first = await user.visit(({ session: own }) => ((own.user = 'ann'), own.id), { headers });
      const [pair = ''] = setCookies(first)[0]!.split(';');
      expect(setCookies(first)).toEqual([expect.stringMatching(/^connect\.sid=s%3A/)]);
      expect((await manager.inspect(first.text as never))?.decoded()).toEqual({ user: 'ann' });
      const again = await user.visit(({ session: own }) => own.user, { headers: { ...headers, cookie: pair } });
      expect(again.text).toBe('ann');
      const left = await user.visit(({ session: own }) => own.destroy(), { headers: { ...headers, cookie: pair } });
      expect(setCookies(left)).toEqual([expect.stringMatching(/^connect\.sid=;/)]);
    }
  });

  it('gives nothing for its own cookie, which is not signed', async () => {
    const manager = new SessionManager<Record<string, unknown>>({ store: new MemorySessionStore() });
    const { cookies } = await manager.create({ data: { user: 'ann' }, secure: false });
    const { browser } = mount({ store: manager });
    const cookie = `${cookies[0]!.name}=${cookies[0]!.value}`;
    const seen = await browser().visit(({ session: own }) => String(own.user), { headers: { cookie } });
    expect(seen.text).toBe('undefined');
  });

  it('adopts the sessions of other frameworks by their own cookies', async () => {
    const manager = new SessionManager<Record<string, unknown>>({
      store: new MemorySessionStore(),
      adopt: { cookie: 'PHPSESSID', load: (id) => ({ data: { user: `php ${id}` } }) },
    });
    const { browser } = mount({ store: manager });
    const first = await browser().visit(({ session: own }) => own.user, { headers: { cookie: 'PHPSESSID=42' } });
    expect([first.text, setCookies(first)]).toEqual([
      'php 42',
      [expect.stringMatching(/^connect\.sid=s%3A/), expect.stringMatching(/^PHPSESSID=; .*Max-Age=0/)],
    ]);
  });
});

it('takes no session over by a cookie that is not signed', async () => {
  const from = new theirs.MemoryStore();
  from.get = (_id, callback) => callback(null, { user: 'ann', cookie: {} });
  const { browser } = mount({ from });
  for (const name of ['connect.sid', formerCookieName, 'sid']) {
    const seen = await browser().visit(({ session: own }) => String(own.user), { headers: { cookie: `${name}=x` } });
    expect(seen.text).toBe('undefined');
  }
});

it('takes a session of a store of express-session over, once', async () => {
  const from = new theirs.MemoryStore();
  const before = express();
  before.use(theirs({ ...usual, store: from })).use((request, response) => {
    Object.assign((request as unknown as Request).session!, { user: 'ann' });
    response.end();
  });
  const [cookie = ''] = setCookies(await supertest(before).get('/'))[0]!.split(';');

  const { browser } = mount({ from });
  const user = browser();
  const first = await user.visit(({ session: own }) => own.user, { headers: { cookie } });
  expect([first.text, setCookies(first)]).toEqual(['ann', [expect.stringMatching(/^connect\.sid=s%3A/)]]);
  expect((await user.visit(({ session: own }) => own.user)).text).toBe('ann');
  const left = await user.visit(({ session: own }) => own.destroy());
  expect(setCookies(left)).toEqual([expect.stringMatching(/^connect\.sid=; /)]);
  expect((await browser().visit(({ session: own }) => String(own.user), { headers: { cookie } })).text).toBe(
    'undefined',
  );
});

describe('a sealed store', () => {
  const keys = [{ name: 'test', secret: randomBytes(32).toString('base64url') }];

  it('keeps the session in signed cookies that browsers accept', async () => {
    const { browser } = mount({ store: new CookieSessionStore({ keys, maxCookies: 3 }), cookie: { maxAge: 60_000 } });
    const user = browser();
    const parts = Array.from({ length: 60 }, (_, at) => `${at}`.repeat(50));
    const first = await user.visit(({ session: own }) => void (own.list = parts));
    const lines = setCookies(first);
    expect(lines.map((line) => line.slice(0, line.indexOf('=')))).toEqual([
      'connect.sid',
      'connect.sid.1',
      'connect.sid.2',
    ]);
    for (const line of lines) {
      expect(line).toMatch(/=s%3A.*; Path=\/; Expires=.*; HttpOnly$/);
      expect(line.length).toBeLessThanOrEqual(4096);
    }
    const second = await user.visit(({ session: own }) => JSON.stringify(own.list));
    expect(JSON.parse(second.text)).toEqual(parts);
    const last = await user.visit(({ session: own }) => own.destroy());
    expect(setCookies(last).map((line) => line.split(';')[0])).toEqual([
      'connect.sid=',
      'connect.sid.1=',
      'connect.sid.2=',
    ]);
    expect((await user.visit(({ session: own }) => String(own.list))).text).toBe('undefined');
  });

  it('reads no token that is not signed', async () => {
    const { browser } = mount({ store: new CookieSessionStore({ keys }) });
    const first = await browser().visit(({ session: own }) => void (own.user = 'ann'));
    const cookie = setCookies(first)[0]!.split(';')[0]!;
    const bare = cookie.replace(/=s%3A(.*)\.[^.]*$/, '=$1');
    for (const [header, user] of [
      [cookie, 'ann'],
      [bare, 'undefined'],
    ] as const)
      expect(
        (await browser().visit(({ session: own }) => String(own.user), { headers: { cookie: header } })).text,
      ).toBe(user);
  });
});
