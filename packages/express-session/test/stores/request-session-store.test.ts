import type { SessionKey } from '@sess/core';
import { expect, it } from 'vitest';
import { ManagerStore } from '../../src/store/manager-store.js';
import { MemoryStore } from '../../src/store/memory-store.js';
import { type Handler, mount, type TestBrowser, type TestRequest } from '../mount.js';
import { call } from './mounted.js';

/** `req.sessionStore` behind our own middleware. */
function storeOf(request: TestRequest): ManagerStore {
  expect(request.sessionStore).toBeInstanceOf(ManagerStore);
  return request.sessionStore as ManagerStore;
}

/** Expectations in a handler fail the test by the status. */
async function visit(browser: TestBrowser, handler: Handler): Promise<string> {
  const { status, text } = await browser.visit(handler);
  expect([status, text]).toEqual([200, expect.any(String)]);
  return text;
}

const begin: Handler = ({ session }) => {
  session.user = 'alice';
};

it('finds, changes and ends sessions by the id that a request shows', async () => {
  const { browser } = mount();
  const [alice, admin] = [browser(), browser()];
  await visit(alice, begin);
  let id = '';
  await visit(alice, (request) => {
    id = request.sessionID;
  });
  await visit(admin, async (request) => {
    const store = storeOf(request);
    const session = (await store.get(id))!;
    expect(session).toMatchObject({ user: 'alice', cookie: { path: '/', httpOnly: true } });
    await store.set(id, { ...session, count: 1 });
  });
  expect(await visit(alice, ({ session }) => `${session.user} ${session.count}`)).toBe('alice 1');
  await visit(admin, (request) => call((done) => storeOf(request).destroy(id, done)));
  expect(await visit(alice, ({ session }) => String(session.user))).toBe('undefined');
});

it('does not bring back a session by a copy of what was read before its end', async () => {
  const { browser, middleware } = mount();
  const key = 'k'.repeat(32) as SessionKey;
  await middleware.sessions.create({ key, data: { user: 'alice' } });
  await visit(browser(), async (request) => {
    const store = storeOf(request);
    const session = (await store.get(key))!;
    await store.set(key, { ...session, count: 1 });
    await middleware.sessions.revoke(key);
    await expect(store.set(key, { ...session, count: 2 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await store.get(key)).toBeUndefined();
  });
});

it('saves the session of the request itself as its method does', async () => {
  const { browser } = mount();
  const [alice, other] = [browser(), browser()];
  await visit(alice, begin);
  await visit(alice, async (request) => {
    request.session.count = 1;
    await call((done) => storeOf(request).set(request.sessionID, request.session, done));
    await call((done) => storeOf(request).touch(request.sessionID, request.session, done));
    const id = request.sessionID;
    await visit(other, async (another) => expect(await storeOf(another).get(id)).toMatchObject({ count: 1 }));
    request.session.count = 2;
  });
  expect(await visit(alice, ({ session }) => String(session.count))).toBe('2');
});

it('copies the session of a request to another id', async () => {
  const { browser } = mount();
  const alice = browser();
  await visit(alice, begin);
  await visit(alice, async (request) => {
    const key = 'k'.repeat(32);
    await storeOf(request).set(key, request.session);
    expect(await storeOf(request).get(key)).toMatchObject({ user: 'alice' });
  });
});

it('regenerates the session of a request as its method does', async () => {
  const { browser } = mount();
  const alice = browser();
  await visit(alice, begin);
  let former = '';
  await visit(alice, async (request) => {
    former = request.sessionID;
    await call((done) => storeOf(request).regenerate(request, done));
    expect(request.sessionID).not.toBe(former);
    expect(request.session.user).toBeUndefined();
  });
  await visit(alice, async (request) => {
    expect(await storeOf(request).get(former)).toBeUndefined();
  });
});

it('is the MemoryStore that the application has given', async () => {
  const store = new MemoryStore();
  const alice = mount({ store }).browser();
  await visit(alice, begin);
  await visit(alice, (request) => expect(request.sessionStore).toBe(store));
  expect(Object.values(await store.all())).toMatchObject([{ user: 'alice' }]);
  await store.clear();
  expect(await visit(alice, ({ session }) => String(session.user))).toBe('undefined');
});
