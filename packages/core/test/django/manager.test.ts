import { describe, expect, it } from 'vitest';
import { createSessionKey, sessionIdOf } from '../../src/keys/session-key.js';
import { day, setUp } from '../set-up.js';
import { visit } from '../visits.js';

/** A stored session whose key is known. */
async function stored() {
  const set = setUp();
  const { key, id, cookie } = await set.sessions.create({ data: { visits: 1 }, owner: 'alice' });
  return { ...set, key: key!, id, header: `${cookie.name}=${cookie.value}` };
}

describe('The stored session and its manager', () => {
  it('AbstractBaseSession', async () => {
    const { sessions, id, time } = await stored();
    const session = await sessions.inspect(id);
    expect(session).toMatchObject({ id, owner: 'alice', createdAt: time.now, expiresAt: time.now + 14 * day });
  });

  it('session_key, up to 40 characters', async () => {
    const { key, id } = await stored();
    expect(key).toMatch(/^[a-z0-9]{32}$/);
    expect(id).toMatch(/^[0-9a-f]{40}$/);
    expect(await sessionIdOf(key)).toBe(id);
  });

  it('session_data', async () => {
    const { sessions, id } = await stored();
    const { payload } = (await sessions.inspect(id))!;
    expect(payload).toBeTypeOf('string');
    expect(sessions.decode(payload)).toEqual({ visits: 1 });
  });

  it('expire_date', async () => {
    const { sessions, id, time } = await stored();
    expect((await sessions.inspect(id))!.expiresAt).toBe(time.now + 14 * day);
  });

  it('get_decoded()', async () => {
    const { sessions, id } = await stored();
    expect((await sessions.inspect(id))!.decoded()).toEqual({ visits: 1 });
  });

  it('BaseSessionManager.encode(dict)', () => {
    const { sessions } = setUp();
    expect(sessions.decode(sessions.encode({ visits: 3 }))).toEqual({ visits: 3 });
    expect(() => sessions.decode('flaskdj:alkdjf')).toThrow(expect.objectContaining({ code: 'CORRUPT' }));
  });

  it('BaseSessionManager.save(key, dict, expire_date)', async () => {
    const { sessions, time } = setUp();
    const key = createSessionKey();
    await sessions.save(key, { visits: 1 }, time.now + day);
    expect((await sessions.inspect(key))?.decoded()).toEqual({ visits: 1 });
    await sessions.save(key, {}, time.now + day);
    expect(await sessions.inspect(key)).toBeUndefined();
  });

  it('a custom model with extra columns', async () => {
    const { sessions, jar } = setUp({ attributes: ({ name }) => ({ accountId: name ?? null }) });
    await visit(sessions, jar, (session) => session.set('name', 'a-17'));
    const { id } = (await sessions.open(jar.header)).session;
    expect((await sessions.inspect(id!))!.attributes).toEqual({ accountId: 'a-17' });
    await visit(sessions, jar, (session) => session.set('name', 'a-18'));
    expect((await sessions.inspect(id!))!.attributes).toEqual({ accountId: 'a-18' });
  });

  it("a user's sessions, by decoding all", async () => {
    const { sessions, id } = await stored();
    await sessions.create({ owner: 'bob' });
    const idsOf = async (owner: string): Promise<string[]> => {
      const ids: string[] = [];
      for await (const session of sessions.list(owner)) ids.push(session.id);
      return ids;
    };
    expect(await idsOf('alice')).toEqual([id]);
    expect(await sessions.revokeOwner('alice')).toBe(1);
    expect([await idsOf('alice'), await idsOf('bob')]).toEqual([[], [expect.any(String)]]);
  });

  it('SessionStore(session_key=…) outside of views', async () => {
    const { sessions, key, id, header } = await stored();
    await sessions.edit(key, (session) => void session.set('visits', 2));
    expect((await sessions.read(header)).get('visits')).toBe(2);
    expect(await sessions.revoke(id)).toBe(true);
    expect((await sessions.read(header)).isNew).toBe(true);
  });

  it('exists(), create(), save(), delete(), load() of an engine', async () => {
    const { store, id, time } = await stored();
    const record = (await store.load(id))!;
    expect((await store.create(id, record)).status).toBe('taken');
    expect(await store.delete(id)).toBe(true);
    // A save never brings back what another request has deleted.
    expect((await store.update(id, record, record.version)).status).toBe('gone');
    expect((await store.create(id, { ...record, expiresAt: time.now + day })).status).toBe('written');
  });
});
