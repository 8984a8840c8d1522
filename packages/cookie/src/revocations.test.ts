import { randomBytes } from 'node:crypto';
import { MemorySessionStore, SessionManager, type SealedRecord, StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { CookieSessionStore, keyedRevocations } from './index.js';

const record: SealedRecord = {
  id: '0123456789abcdef0123456789abcdef01234567',
  payload: '{}',
  createdAt: 1_800_000_000_000,
  expiresAt: 1_800_000_060_000,
};

function setUp() {
  const time = { now: 1_800_000_000_000 };
  const clock = () => time.now;
  const store = new MemorySessionStore({ clock });
  return { time, clock, store, revocations: keyedRevocations(store, { clock }) };
}

it('a revocation lasts until the deadline of its session, and no longer', async () => {
  const { time, store, revocations } = setUp();
  expect(await revocations.isRevoked(record)).toBe(false);
  await revocations.revoke(record);
  await revocations.revoke(record);
  expect(await revocations.isRevoked(record)).toBe(true);
  expect(await revocations.isRevoked({ ...record, id: record.id.replace('0', 'f') })).toBe(false);
  time.now = record.expiresAt - 1;
  expect(await revocations.isRevoked(record)).toBe(true);
  time.now = record.expiresAt;
  expect(await revocations.isRevoked(record)).toBe(false);
  expect(await store.deleteExpired(10)).toEqual({ deleted: 1, more: false });
});

it('of two revocations, the later deadline counts', async () => {
  const { time, revocations } = setUp();
  const later = { ...record, expiresAt: record.expiresAt + 60_000 };
  for (const each of [record, later, record]) await revocations.revoke(each);
  time.now = later.expiresAt - 1;
  expect(await revocations.isRevoked(record)).toBe(true);
  time.now = later.expiresAt;
  expect(await revocations.isRevoked(record)).toBe(false);
});

it('of three concurrent revocations, the latest deadline counts, in whatever order they reach the store', async () => {
  const { time, store, revocations } = setUp();
  const [second, third] = [60_000, 120_000].map((more) => ({ ...record, expiresAt: record.expiresAt + more }));
  await revocations.revoke(record);
  const load = store.load.bind(store);
  store.load = async (...call) => {
    const existing = await load(...call);
    store.load = load;
    await revocations.revoke(second!);
    return existing;
  };
  await revocations.revoke(third!);
  time.now = third!.expiresAt - 1;
  expect(await revocations.isRevoked(record)).toBe(true);
});

it('a revocation that expires between create and load is created again', async () => {
  const { time, store, revocations } = setUp();
  await revocations.revoke(record);
  const load = store.load.bind(store);
  store.load = (...call) => {
    store.load = load;
    time.now = record.expiresAt;
    return load(...call);
  };
  await revocations.revoke({ ...record, expiresAt: record.expiresAt + 60_000 });
  expect(await revocations.isRevoked(record)).toBe(true);
});

it('a store that contradicts itself is an error after a few attempts', async () => {
  const { store, revocations } = setUp();
  store.create = () => Promise.resolve({ status: 'taken' });
  await expect(revocations.revoke(record)).rejects.toMatchObject({ code: 'STORE', outcome: 'not-applied' });
});

it('a session past its deadline is not remembered', async () => {
  const { time, store, revocations } = setUp();
  time.now = record.expiresAt;
  await revocations.revoke(record);
  expect(await store.deleteExpired(10)).toEqual({ deleted: 0, more: false });
});

it('no cookie is sealed for longer than its sign-out can be remembered', async () => {
  const { clock, store, time } = setUp();
  const latest = time.now + 1000;
  const bounded = Object.assign(Object.create(store) as MemorySessionStore, {
    limits: { ...store.limits, maxExpiresAt: latest },
  });
  const keys = [{ name: 'a', secret: randomBytes(32) }];
  const sealing = new CookieSessionStore({ keys, clock, revocations: keyedRevocations(bounded, { clock }) });
  expect(sealing.limits.maxExpiresAt).toBe(latest);
  const sessions = new SessionManager({ store: sealing, clock });
  const visit = await sessions.open(undefined);
  visit.session.signIn('ada');
  await visit.commit({ status: 200 });
  expect(visit.session.expiresAt).toBe(latest);
});

it('a cookie is valid no longer than its sign-out can be remembered, even if it was sealed for longer', async () => {
  const { clock, store, time } = setUp();
  const keys = [{ name: 'a', secret: randomBytes(32) }];
  const token = await new CookieSessionStore({ keys, clock }).seal(record, { cookieName: 'sid' });
  const revocations = { ...keyedRevocations(store, { clock }), maxExpiresAt: record.expiresAt - 1000 };
  const bounded = new CookieSessionStore({ keys, clock, revocations });
  time.now = record.expiresAt - 1001;
  expect(await bounded.unseal(token, { cookieName: 'sid' })).toEqual({ record, reseal: false });
  time.now++;
  expect(await bounded.unseal(token, { cookieName: 'sid' })).toBeUndefined();
});

it('while the store is down, both methods reject: never "not revoked"', async () => {
  const { store, revocations } = setUp();
  const fail = () => Promise.reject(new StoreError('down', { outcome: 'unknown' }));
  store.load = fail;
  store.create = fail;
  await expect(revocations.isRevoked(record)).rejects.toMatchObject({ code: 'STORE' });
  await expect(revocations.revoke(record)).rejects.toMatchObject({ code: 'STORE' });
});

it.each([undefined, new Map(), { kind: 'sealed' }])('refuses %o, which is not a keyed store', (store) => {
  expect(() => keyedRevocations(store as never)).toThrow(/whose kind is 'keyed'/);
});

it('a record whose id is not a session id is refused', async () => {
  await expect((async () => setUp().revocations.revoke({ ...record, id: 'x' }))()).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
});

it('a copied cookie is invalid after a sign-out; without revocations it is valid until its deadline', async () => {
  const { clock, revocations } = setUp();
  const keys = [{ name: 'a', secret: randomBytes(32) }];
  for (const options of [{ revocations }, {}]) {
    const sessions = new SessionManager({ store: new CookieSessionStore({ keys, clock, ...options }), clock });
    const signingIn = await sessions.open(undefined, { secure: true });
    signingIn.session.signIn('ada');
    const [cookie] = (await signingIn.commit({ status: 200 })).cookies;
    const header = `${cookie!.name}=${cookie!.value}`;
    const signingOut = await sessions.open(header, { secure: true });
    await signingOut.session.destroy();
    await signingOut.commit({ status: 200 });
    const { session } = await sessions.open(header, { secure: true });
    expect(session.owner).toBe('revocations' in options ? undefined : 'ada');
  }
});
