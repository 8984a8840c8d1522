import { createRequire } from 'node:module';
import { MemorySessionStore } from '@sess/core';
import express, { type RequestHandler } from 'express';
import { expect, it } from 'vitest';
import session, { type SessionOptions } from '../../src/index.js';
import { Browser } from '../ecosystem/browser.js';
import { serve } from '../ecosystem/serve.js';
import { call, type FormerStore } from './former-stores.js';

type Session = ((options: object) => RequestHandler) & { MemoryStore: new () => FormerStore };

const theirSession = createRequire(import.meta.url)('express-session') as Session;
const usual = { secret: 'a secret with thirty-two characters', resave: false, saveUninitialized: false };

interface Visit {
  user?: string;
  cookie: { maxAge: number | null; originalMaxAge: number | null; secure?: boolean; sameSite?: string };
}

const visitOf = (request: object): Visit => (request as { session: Visit }).session;

function open(middleware: RequestHandler): Promise<string> {
  const app = express();
  app.set('trust proxy', true).use(middleware);
  app.post('/login', (request, response) => {
    const visit = visitOf(request);
    visit.user = 'alice';
    if (request.query['maxAge']) visit.cookie.maxAge = Number(request.query['maxAge']);
    response.send('in');
  });
  app.get('/me', (request, response) => {
    const { user, cookie } = visitOf(request);
    response.json({ user, cookie });
  });
  app.get('/static', (_request, response) => void response.send('a page'));
  return serve(app);
}

const owner: SessionOptions['owner'] = ({ user }) => user as string | undefined;

/** A browser in which alice was signed in by express-session, and then sees the application after the move. */
async function moved(
  options: Partial<SessionOptions> = {},
  { before = {}, query = '' }: { readonly before?: object; readonly query?: string } = {},
) {
  const store = new theirSession.MemoryStore();
  const former = new Browser(await open(theirSession({ ...usual, ...before, store })));
  await former.submit(`/login${query}`, {}, https);
  const middleware = session({ ...usual, owner, from: store, store: new MemorySessionStore(), ...options });
  const origin = await open(middleware as RequestHandler);
  return { browser: former.copy(origin), former, origin, store };
}

const https = { 'x-forwarded-proto': 'https' };
const day = 86_400_000;

it('takes a session over on a page that does not use it', async () => {
  const { browser } = await moved();
  const { cookies } = await browser.get('/static');
  expect(cookies).toEqual([expect.stringMatching(/^connect\.sid=s%3A[a-z0-9]{32}\.[^;]+; Path=\/; HttpOnly$/)]);
  expect((await browser.get('/static')).headers.get('vary')).toBeNull();
  expect((await browser.get('/me')).json).toMatchObject({ user: 'alice' });
});

it('never begins another session over it, though each visitor gets one', async () => {
  const { browser, origin } = await moved({ saveUninitialized: true });
  const tabs = [1, 2, 3, 4].map(() => browser.copy(origin));
  const shown = await Promise.all(tabs.map((tab) => tab.get('/me')));
  expect(shown.map(({ json }) => json['user'])).toEqual(['alice', 'alice', 'alice', 'alice']);
  expect(shown.flatMap(({ cookies }) => cookies)).toHaveLength(1);
});

it('takes over ids that have the form of our keys', async () => {
  let made = 0;
  const genid = (): string => `${++made}`.repeat(32);
  const { browser, store } = await moved({}, { before: { genid } });
  const { json, cookies } = await browser.get('/me');
  expect([json['user'], cookies.length, made]).toEqual(['alice', 1, 1]);
  expect(await call<object | null>((done) => store.get('1'.repeat(32), done))).toBeUndefined();
});

it('keeps a maxAge of its own, also where the option cookie is a function', async () => {
  const attributes = { secure: true, sameSite: 'strict' } as const;
  for (const cookie of [{ ...attributes, maxAge: day }, () => ({ ...attributes, maxAge: day })])
    for (const path of ['/me', '/static']) {
      const { browser } = await moved({ cookie }, { before: { cookie }, query: `?maxAge=${30 * day}` });
      const { cookies } = await browser.get(path, https);
      expect(cookies).toEqual([expect.stringMatching(/; HttpOnly; Secure; SameSite=Strict$/)]);
      expect(Date.parse(/Expires=([^;]+)/.exec(cookies[0]!)![1]!) - Date.now()).toBeGreaterThan(29 * day);
      const { json } = await browser.get('/me', https);
      expect(json['cookie']).toMatchObject({ ...attributes, originalMaxAge: expect.any(Number) });
      expect((json['cookie'] as Visit['cookie']).originalMaxAge).toBeGreaterThan(29 * day);
    }
});

it('gives it the maxAge of today if it has none of its own', async () => {
  const { browser } = await moved({ cookie: { maxAge: 2 * day } }, { before: { cookie: { maxAge: 2 * day } } });
  expect((await browser.get('/me')).json['cookie']).toMatchObject({ originalMaxAge: 2 * day });
});

it('does not take over what another secret has signed', async () => {
  const { browser } = await moved({ secret: 'another secret' });
  expect((await browser.get('/me')).json['user']).toBeUndefined();
  const rotated = await moved({ secret: ['another secret', usual.secret] });
  expect((await rotated.browser.get('/me')).json['user']).toBe('alice');
});

it('is not repeated under a cookie that the browser has kept for another path', async () => {
  const { browser, former } = await moved();
  await browser.get('/me');
  const both = `${browser.cookie}; ${former.cookie}`;
  expect((await browser.get('/me', { cookie: both })).json['user']).toBe('alice');
});

it('belongs to the manager if the store is one', () => {
  const from = new theirSession.MemoryStore();
  expect(() => session({ ...usual, from: new MemorySessionStore() as never })).toThrow('belongs in the option store');
  const { sessions } = session(usual);
  expect(() => session({ ...usual, from, store: sessions })).toThrow('from is not possible with a SessionManager');
});
