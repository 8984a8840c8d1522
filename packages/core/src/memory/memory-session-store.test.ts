import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../contract/session-record.js';
import { MemorySessionStore } from './memory-session-store.js';
import { createKeyAndId } from '../keys/session-key.js';
import { createRevision } from '../keys/revision.js';
import type { SessionId } from '../contract/session-id.js';

let now = 1_800_000_000_000;
const clock = () => now;

function record(more: Partial<SessionRecord> = {}): SessionRecord {
  return { payload: '{}', createdAt: now, expiresAt: now + 60_000, revision: createRevision(), ...more };
}

function newId(): SessionId {
  return createKeyAndId().id;
}

async function fill(store: MemorySessionStore, count: number, more: Partial<SessionRecord> = {}): Promise<SessionId[]> {
  const ids: SessionId[] = [];
  for (let index = 0; index < count; index++) {
    const id = newId();
    ids.push(id);
    await store.create(id, record(more));
  }
  return ids;
}

async function alive(store: MemorySessionStore, ids: readonly SessionId[]): Promise<boolean[]> {
  return Promise.all(ids.map(async (id) => (await store.load(id)) !== undefined));
}

describe('MemorySessionStore', () => {
  it('evicts the least recently written record; an update or a touch counts as a write, a load does not', async () => {
    const store = new MemorySessionStore({ clock, maxSessions: 3 });
    const [first, second, third] = (await fill(store, 3)) as [SessionId, SessionId, SessionId];
    await store.update(first, record(), (await store.load(first))!.version);
    await store.touch(second, now + 90_000, (await store.load(second))!.version, createRevision());
    await store.load(third);
    const [fourth] = (await fill(store, 1)) as [SessionId];
    expect(await alive(store, [first, second, third, fourth])).toEqual([true, true, false, true]);
    await fill(store, 1);
    expect(await alive(store, [first, second, fourth])).toEqual([false, true, true]);
  });

  it('evicts expired records before live ones, even if the expired ones were written later', async () => {
    const store = new MemorySessionStore({ clock, maxSessions: 3 });
    const old = await fill(store, 1);
    await fill(store, 2, { expiresAt: now + 1000 });
    now += 1000;
    const fresh = await fill(store, 2);
    expect(await alive(store, [...old, ...fresh])).toEqual([true, true, true]);
  });

  it('evicts nothing when an existing record is updated', async () => {
    const store = new MemorySessionStore({ clock, maxSessions: 2 });
    const [one, other] = (await fill(store, 2)) as [SessionId, SessionId];
    await store.update(other, record(), (await store.load(other))!.version);
    expect(await alive(store, [one, other])).toEqual([true, true]);
  });

  it('removes an evicted record from the owner index', async () => {
    const store = new MemorySessionStore({ clock, maxSessions: 1 });
    await fill(store, 1, { owner: 'Ursula' });
    await fill(store, 1);
    expect((await store.owners.listByOwner('Ursula', { limit: 10 })).sessions).toEqual([]);
    expect(store.dump()).not.toContain('Ursula');
  });

  it('deletes an expired record after touches moved its deadline in both directions', async () => {
    const store = new MemorySessionStore({ clock });
    const [id] = (await fill(store, 1, { expiresAt: now + 1000 })) as [SessionId];
    await store.touch(id, now + 5000, (await store.load(id))!.version, createRevision());
    now += 1000;
    expect(await store.deleteExpired(10)).toEqual({ deleted: 0, more: false });
    await store.touch(id, now + 10, (await store.load(id))!.version, createRevision());
    now += 10;
    expect(await store.deleteExpired(10)).toEqual({ deleted: 1, more: false });
  });

  it('keeps 10,000 records by default', async () => {
    const store = new MemorySessionStore({ clock });
    const [first, second] = (await fill(store, 10_000)) as [SessionId, SessionId];
    expect(await alive(store, [first])).toEqual([true]);
    await fill(store, 1);
    expect(await alive(store, [first, second])).toEqual([false, true]);
  });

  it.each([
    [{ ttl: 5 }, /\.ttl /],
    [{ maxSessions: 0 }, /\.maxSessions /],
    [{ maxSessions: 1.5 }, /\.maxSessions /],
    [{ maxPayloadBytes: Infinity }, /\.maxPayloadBytes /],
    [{ clock: 5 }, /\.clock /],
    [{ shareWith: 5 }, /\.shareWith /],
    [{ shareWith: new MemorySessionStore(), maxSessions: 5 }, /shareWith/],
  ])('refuses invalid options and names them (%#)', (options, message) => {
    // @ts-expect-error: what a caller without types may pass
    const construct = () => new MemorySessionStore(options);
    expect(construct).toThrow(message);
    expect(construct).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  it('allows a store that shares records to have its own clock', async () => {
    const store = new MemorySessionStore({ clock });
    const slow = new MemorySessionStore({ shareWith: store, clock: () => now - 1000 });
    const ids = await fill(store, 1, { expiresAt: now + 500 });
    now += 500;
    expect([await alive(store, ids), await alive(slow, ids)]).toEqual([[false], [true]]);
  });

  it('shares records, clock and limits with the store in shareWith, and stays usable when that is closed', async () => {
    const store = new MemorySessionStore({ clock, maxPayloadBytes: 100 });
    const twin = new MemorySessionStore({ shareWith: store });
    const ids = await fill(store, 1);
    expect(await alive(twin, ids)).toEqual([true]);
    expect(twin.limits).toBe(store.limits);
    await store.close();
    expect(await alive(twin, ids)).toEqual([true]);
    now += 60_000;
    expect(await alive(twin, ids)).toEqual([false]);
  });
});
