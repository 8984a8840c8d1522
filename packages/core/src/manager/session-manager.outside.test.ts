import { describe, expect, it, vi } from 'vitest';
import { StoreError } from '../contract/errors.js';
import { day, setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import type { SessionKey } from '../contract/session-id.js';

describe('outside a request', () => {
  it('encode and decode are inverse, and save stores data or deletes an empty session, as in Django', async () => {
    const { sessions, time } = setUp();
    expect(sessions.decode(sessions.encode({ visits: 3 }))).toEqual({ visits: 3 });
    expect(() => sessions.decode('gAR9lC4=')).toThrow(expect.objectContaining({ code: 'CORRUPT' }));
    const key = 'k'.repeat(32) as SessionKey;
    await sessions.save(key, { visits: 3 }, time.now + 1000);
    await sessions.save(key, { visits: 4 }, time.now + 1000);
    const stored = (await sessions.inspect(key))!;
    expect([stored.decoded(), stored.expiresAt]).toEqual([{ visits: 4 }, time.now + 1000]);
    expect((await sessions.read(`__Host-sid=${key}`)).get('visits')).toBe(4);
    await sessions.save(key, {}, time.now + 1000);
    expect(await sessions.inspect(key)).toBeUndefined();
    await expect(sessions.save('short' as SessionKey, {}, 1)).rejects.toThrow(/32 characters/);
    for (const expiresAt of [Number.NaN, 1_900_000_000])
      await expect(sessions.save(key, { visits: 1 }, expiresAt)).rejects.toThrow(/epoch milliseconds/);
  });

  it('the property store is the store, so that tools can see what it supports', () => {
    const { sessions, store } = setUp();
    expect(sessions.store).toBe(store);
  });

  it('encode and decode work without an idle timeout', () => {
    const { sessions } = setUp({ idleTimeout: Infinity, absoluteTimeout: Infinity });
    expect(sessions.decode(sessions.encode({ visits: 3 }))).toEqual({ visits: 3 });
  });

  it('edit keeps concurrent changes, the key and the deadline', async () => {
    const { sessions, time } = setUp();
    const { id } = await sessions.create({ data: { visits: 1 } });
    const { expiresAt } = (await sessions.inspect(id))!;
    time.now += 5 * day;
    await sessions.edit(id, async (session) => {
      await sessions.edit(id, (other) => void other.set('name', 'other'));
      session.update('visits', 0, (count) => count + 1);
      expect(() => session.signIn('alice')).toThrow(/not in edit/);
      expect(() => session.expire('browser-close')).toThrow(/not in edit/);
    });
    const after = (await sessions.inspect(id))!;
    expect([after.decoded(), after.expiresAt]).toEqual([{ visits: 2, name: 'other' }, expiresAt]);
    expect(await sessions.edit('0'.repeat(40) as typeof id, () => undefined)).toBe(false);
  });

  it('edit creates no session after it ended one, because no cookie would have its key', async () => {
    const { sessions, store, jar } = setUp();
    const { id } = await sessions.create({ data: { visits: 1 } });
    const ended = await sessions.edit(id, async (session) => {
      await session.destroy();
      expect(() => session.set('visits', 2)).toThrow(/not in edit/);
      expect(() => session.start()).toThrow(/not in edit/);
    });
    expect(ended).toBe(true);
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const other = (await sessions.read(jar.header)).id!;
    const emptied = sessions.edit(other, async (session) => {
      session.clear();
      await session.save();
      session.flash('notice', 'Hello');
    });
    await expect(emptied).rejects.toMatchObject({ code: 'WRONG_TIME' });
    expect(JSON.parse(store.dump())).toMatchObject({ records: [] });
  });

  it('a number as the owner is converted to a string, and list, revoke and revokeOwner find its sessions', async () => {
    const { sessions, jar } = setUp();
    const made = await Promise.all([1, 2, 3].map(() => sessions.create({ owner: 7 })));
    const listed = async (): Promise<string[]> => {
      const ids = [];
      for await (const { id } of sessions.list('7')) ids.push(id);
      return ids.toSorted();
    };
    expect(await listed()).toEqual(made.map(({ id }) => id).toSorted());
    expect(await sessions.revoke(made[0]!.id)).toBe(true);
    expect(await sessions.revoke(made[0]!.id)).toBe(false);
    await visit(sessions, jar, (session) => session.signIn(7));
    await visit(sessions, jar, async (session) => {
      session.regenerate();
      expect(await sessions.revokeOwner(7, { except: session })).toBe(2);
    });
    expect(await listed()).toEqual([(await sessions.read(jar.header)).id]);
  });

  it('revoke with an old id ends the successor', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const old = (await sessions.read(jar.header)).id!;
    await visit(sessions, jar, (session) => session.signIn('alice'));
    expect(await sessions.revoke(old)).toBe(true);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('clearExpired deletes in batches, reports its progress, and stops when it is aborted', async () => {
    const { sessions, time, store } = setUp();
    for (let count = 0; count < 25; count++) await sessions.create({ data: { visits: count } });
    time.now += 15 * day;
    await sessions.create({ data: { visits: 99 } });
    const progress: number[] = [];
    const first = await sessions.clearExpired({
      batchSize: 10,
      signal: AbortSignal.abort(),
      onProgress: (deleted) => progress.push(deleted),
    });
    expect(first).toEqual({ deleted: 0, more: true });
    expect(await sessions.clearExpired({ batchSize: 10, onProgress: (deleted) => progress.push(deleted) })).toEqual({
      deleted: 25,
      more: false,
    });
    expect(progress.at(-1)).toBe(25);
    await expect(sessions.clearExpired({ batchSize: 0 })).rejects.toThrow(/batchSize/);
    (store as { deleteExpired?: unknown }).deleteExpired = undefined;
    expect(await sessions.clearExpired()).toEqual({ deleted: 0, more: false });
  });

  it('clearExpired deletes one batch even if its budget is over before that, as on a busy machine', async () => {
    const { sessions, time } = setUp();
    for (let count = 0; count < 3; count++) await sessions.create({ data: { visits: count } });
    time.now += 15 * day;
    const now = vi.spyOn(performance, 'now').mockReturnValue(10_000).mockReturnValueOnce(0);
    expect(await sessions.clearExpired({ batchSize: 2, budget: 20 })).toEqual({ deleted: 2, more: true });
    now.mockRestore();
  });

  it('clearExpired throws how many sessions it deleted when a later batch fails', async () => {
    const { sessions, time, store } = setUp();
    for (let count = 0; count < 3; count++) await sessions.create({ data: { visits: count } });
    time.now += 15 * day;
    const down = new StoreError('down', { outcome: 'not-applied' });
    const deleteExpired = vi.spyOn(store, 'deleteExpired');
    deleteExpired.mockRejectedValueOnce(down);
    await expect(sessions.clearExpired({ batchSize: 2 })).rejects.toBe(down);
    const clear = store.deleteExpired.bind(store);
    await expect(
      sessions.clearExpired({ batchSize: 2, onProgress: () => void deleteExpired.mockRejectedValueOnce(down) }),
    ).rejects.toMatchObject({ outcome: 'unknown', cause: down, message: expect.stringMatching(/removed 2 expired/) });
    expect(await clear(5)).toEqual({ deleted: 1, more: false });
  });

  it('an aborted signal sends nothing, and one that is aborted later makes the outcome unknown', async () => {
    const { sessions, store } = setUp();
    const { id } = await sessions.create();
    await expect(sessions.inspect(id, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    store.owners.deleteByOwner = () => {
      controller.abort();
      return Promise.race<never>([]);
    };
    await expect(sessions.revokeOwner('a', { signal: controller.signal })).rejects.toMatchObject({
      outcome: 'unknown',
    });
  });

  it('list and revokeOwner throw NOT_SUPPORTED when the store has no owners', async () => {
    const { sessions, store } = setUp();
    Object.assign(store, { owners: undefined });
    await expect(sessions.list('a').next()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await expect(sessions.revokeOwner('a')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('list throws when the store returns the same cursor again', async () => {
    const { sessions, store } = setUp();
    Object.assign(store.owners, { listByOwner: () => Promise.resolve({ sessions: [], cursor: 'a' }) });
    await expect(sessions.list('a').next()).rejects.toThrow(/never end/);
  });

  it('inspect and list show what a store returns as instances of a class', async () => {
    const { sessions, store } = setUp();
    const { id } = await sessions.create({ owner: 'a', data: { visits: 1 } });
    const stored = (await store.load(id))!;
    vi.spyOn(store, 'load').mockResolvedValue(Object.create(stored) as typeof stored);
    const { version: _version, revision: _revision, ...shown } = stored;
    expect(await sessions.inspect(id)).toEqual({ ...shown, id, decoded: expect.any(Function) as unknown });
    const { sessions: listed } = await store.owners.listByOwner('a', { limit: 1 });
    const instances = listed.map((each) => Object.create(each) as typeof each);
    Object.assign(store.owners, { listByOwner: () => Promise.resolve({ sessions: instances }) });
    expect((await sessions.list('a').next()).value).toEqual(listed[0]);
  });

  it('close closes the store', async () => {
    const { sessions, jar } = setUp();
    await sessions.close();
    await expect(visit(sessions, jar, (session) => session.set('visits', 1))).rejects.toMatchObject({ code: 'STORE' });
  });
});
