import { describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { setUp } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';

describe('Errors', () => {
  it('CreateError', async () => {
    const { sessions, jar, store } = setUp();
    vi.spyOn(store, 'create').mockResolvedValueOnce({ status: 'taken' });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    expect((await sessions.read(jar.header)).get('visits')).toBe(1);
  });

  it('UpdateError', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, async (session) => {
      session.update('visits', 0, (visits) => visits + 1);
      await visit(sessions, new CookieJar(jar), (rival) => rival.update('visits', 0, (visits) => visits + 1));
    });
    expect((await sessions.read(jar.header)).get('visits')).toBe(3);
  });

  it('InvalidSessionKey, SuspiciousOperation', async () => {
    const { sessions, store, jar, events } = setUp();
    const load = vi.spyOn(store, 'load');
    for (const key of ['', '1', 'x'.repeat(1000), String.raw`a\b\c`, 'a/b/c', "' or 1=1"]) {
      jar.put(`__Host-sid=${key}`);
      await visit(sessions, jar, (session) => expect(session.isNew).toBe(true));
    }
    expect(load).not.toHaveBeenCalled();
    expect(events.map(([name]) => name)).toContain('rejected-key');
    // An unknown key is not taken over: the first change draws another.
    jar.put(`__Host-sid=${'a'.repeat(32)}`);
    await visit(sessions, jar, (session) => session.set('visits', 1));
    expect(jar.header).not.toContain('a'.repeat(32));
  });

  it('corrupt data is an empty session', async () => {
    const { sessions, jar, store, events } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { id } = (await sessions.open(jar.header)).session;
    const record = (await store.load(id!))!;
    await store.update(id!, { ...record, payload: 'flaskdj', revision: 'other' }, record.version);
    await visit(sessions, jar, (session) => expect(session.toObject()).toEqual({}));
    expect(events.map(([name]) => name)).toContain('corrupt');
    expect((await store.load(id!))!.payload).toBe('flaskdj');
    const strict = setUp({ store, onCorrupt: 'error' }).sessions;
    await expect(strict.read(jar.header)).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  it("the database's own error", async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    vi.spyOn(store, 'load').mockRejectedValue(new Error('connection refused'));
    const failed = await visit(sessions, jar, () => undefined).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StoreError);
    expect(failed).toMatchObject({ status: 503, outcome: 'not-applied' });
  });
});
