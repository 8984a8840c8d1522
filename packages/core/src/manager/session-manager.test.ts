import { beforeEach, describe, expect, it } from 'vitest';
import { serializeSetCookie } from '../cookie/set-cookie.js';
import type { CommitResult } from '../http/request-binding.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from './session-manager.js';

interface Shop {
  visits: number;
  cart: Record<string, { sku: string; qty: number }>;
  name: string;
  tags: string[];
}

let now: number;
let store: MemorySessionStore;
let sessions: SessionManager<Shop, 'remembered'>;

beforeEach(() => {
  now = 1_800_000_000_000;
  const clock = (): number => now;
  store = new MemorySessionStore({ clock });
  sessions = new SessionManager<Shop, 'remembered'>({
    store,
    clock,
    lifetimes: { remembered: { idle: { days: 60 }, absolute: { days: 365 } } },
  });
});

/** The Cookie header that a browser would send after that response. */
function jarOf(result: CommitResult): string {
  return result.cookies.map((cookie) => serializeSetCookie(cookie).split(';')[0]).join('; ');
}

async function begin(set: Partial<Shop> = { visits: 1 }): Promise<string> {
  const { session, commit } = await open(undefined);
  for (const [key, value] of Object.entries(set)) session.set(key as 'visits', value as number);
  return jarOf(await commit({ status: 200 }));
}

async function open(cookie: string | undefined) {
  const visit = await sessions.open(cookie);
  return { session: visit.session, commit: (call: { status: number }) => visit.commit(call) };
}

describe('a visit', () => {
  it('without a change creates no record and no cookie', async () => {
    const { session, commit } = await open(undefined);
    expect(session.isNew && session.isEmpty).toBe(true);
    expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
  });

  it('with a change sets a cookie, and the next visit reads the data', async () => {
    const cookie = await begin({ visits: 3 });
    expect(cookie).toMatch(/^__Host-sid=[a-z0-9]{32}$/);
    const { session, commit } = await open(cookie);
    expect(session.get('visits')).toBe(3);
    expect((await commit({ status: 200 })).cookies).toEqual([]);
  });

  it('stores a change inside a value that was read', async () => {
    const cookie = await begin({ cart: { a: { sku: 'a', qty: 1 } } });
    const first = await open(cookie);
    first.session.get('cart')!['a']!.qty = 7;
    await first.commit({ status: 200 });
    expect((await open(cookie)).session.get('cart')).toEqual({ a: { sku: 'a', qty: 7 } });
  });

  it('stores nothing when its response is a server error', async () => {
    const cookie = await begin({ visits: 1 });
    const failing = await open(cookie);
    failing.session.set('visits', 9);
    await failing.commit({ status: 500 });
    expect((await open(cookie)).session.get('visits')).toBe(1);
  });
});

describe('two concurrent visits', () => {
  it("keep each other's data keys, increments and paths", async () => {
    const cookie = await begin({ visits: 0, cart: { a: { sku: 'a', qty: 1 } } });
    const [one, two] = [await open(cookie), await open(cookie)];
    for (const [visit, sku] of [
      [one, 'b'],
      [two, 'c'],
    ] as const) {
      visit.session.update('visits', 0, (count) => count + 1);
      visit.session.get('cart')![sku] = { sku, qty: 1 };
    }
    await Promise.all([one.commit({ status: 200 }), two.commit({ status: 200 })]);
    const { session } = await open(cookie);
    expect(session.get('visits')).toBe(2);
    expect(Object.keys(session.get('cart')!).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('conflict over a whole data key when one edits it and the other deletes it', async () => {
    const cookie = await begin({ cart: { a: { sku: 'a', qty: 1 } } });
    const conflicts: string[] = [];
    sessions.on('conflict', ({ key }) => conflicts.push(key));
    const [buyer, editor] = [await open(cookie), await open(cookie)];
    editor.session.get('cart')!['a']!.qty = 2;
    buyer.session.set('name', 'bob');
    buyer.session.delete('cart');
    await buyer.commit({ status: 200 });
    await editor.commit({ status: 200 });
    expect((await open(cookie)).session.get('cart')).toEqual({ a: { sku: 'a', qty: 2 } });
    expect(conflicts).toEqual(['cart']);
  });

  it('never undo a sign-out', async () => {
    const cookie = await begin();
    const [slow, leaving] = [await open(cookie), await open(cookie)];
    slow.session.set('visits', 5);
    await leaving.session.destroy();
    expect((await leaving.commit({ status: 200 })).cookies[0]).toMatchObject({ value: '', maxAgeSeconds: 0 });
    await expect(async () => slow.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED', status: 409 });
    expect((await open(cookie)).session.isNew).toBe(true);
  });
});

describe('a change of the key', () => {
  it("by a sign-in takes three calls, keeps the guest's data, and makes the old key invalid", async () => {
    const old = await begin({ visits: 4 });
    const { session, commit } = await open(old);
    session.signIn(7, { lifetime: 'remembered' });
    const fresh = jarOf(await commit({ status: 302 }));
    expect(fresh).not.toBe(old);
    const after = await open(fresh);
    expect(after.session.owner).toBe('7');
    expect(after.session.get('visits')).toBe(4);
    expect((await open(old)).session.isEmpty).toBe(true);
  });

  it('by a regenerate keeps the changes of a slow request, and by a sign-in interrupts it', async () => {
    const old = await begin({ visits: 1 });
    const [slow, changing] = [await open(old), await open(old)];
    changing.session.regenerate();
    const second = jarOf(await changing.commit({ status: 200 }));
    slow.session.set('name', 'slow');
    expect((await slow.commit({ status: 200 })).cookies).toEqual([]);
    expect((await open(second)).session.get('name')).toBe('slow');

    const [late, signing] = [await open(second), await open(second)];
    signing.session.signIn('bob');
    await signing.commit({ status: 200 });
    late.session.set('name', 'late');
    await expect(async () => late.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('does not keep the session alive when a request that loaded it before destroys it', async () => {
    const old = await begin();
    const [leaving, changing] = [await open(old), await open(old)];
    changing.session.signIn('bob');
    const fresh = jarOf(await changing.commit({ status: 200 }));
    await leaving.session.destroy();
    expect((await open(fresh)).session.isNew).toBe(true);
  });

  it('leaves an old key with which nothing can be stored, except by a sign-in', async () => {
    const old = await begin();
    const changing = await open(old);
    changing.session.signIn('bob');
    await changing.commit({ status: 200 });
    const late = await open(old);
    late.session.set('visits', 1);
    await expect(async () => late.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const again = await open(old);
    again.session.signIn('bob');
    expect((await again.commit({ status: 200 })).cookies).toHaveLength(1);
  });
});

describe('time', () => {
  it('ends an unused session at the idle timeout, and a busy one at the absolute timeout', async () => {
    const cookie = await begin();
    now += 13 * 86_400_000;
    await (await open(cookie)).commit({ status: 200 });
    now += 13 * 86_400_000;
    expect((await open(cookie)).session.isNew).toBe(false);
    now += 2 * 86_400_000;
    expect((await open(cookie)).session.isNew).toBe(true);
  });

  it('ends a session at the instant of expire, and the cookie with the browser for browser-close', async () => {
    const { session, commit } = await open(undefined);
    session.set('visits', 1);
    session.expire('browser-close');
    const result = await commit({ status: 200 });
    expect(result.cookies[0]).not.toHaveProperty('maxAgeSeconds');
    const cookie = jarOf(result);
    const next = await open(cookie);
    next.session.expire({ after: { minutes: 5 } });
    const second = jarOf(await next.commit({ status: 200 }));
    now += 6 * 60_000;
    expect((await open(second)).session.isNew).toBe(true);
  });
});

describe('outside a request', () => {
  it('creates, inspects, edits, lists, revokes and saves', async () => {
    const { id, key, cookie } = await sessions.create({ data: { visits: 1 }, owner: 'bob' });
    expect(cookie.value).toBe(key);
    expect((await sessions.inspect(key!))!.decoded()).toEqual({ visits: 1 });
    expect(await sessions.edit(id, (session) => void session.set('visits', 2))).toBe(true);
    expect((await sessions.inspect(id))!.decoded()).toEqual({ visits: 2 });
    const ids = [];
    for await (const device of sessions.list('bob')) ids.push(device.id);
    expect(ids).toEqual([id]);
    expect(await sessions.revoke(id, { owner: 'eve' })).toBe(false);
    expect(await sessions.revoke(id, { owner: 'bob' })).toBe(true);
    await sessions.save(key!, { visits: 9 }, now + 1000);
    expect((await sessions.inspect(key!))!.decoded()).toEqual({ visits: 9 });
    await sessions.save(key!, {}, now + 1000);
    expect(await sessions.inspect(key!)).toBeUndefined();
  });
});
