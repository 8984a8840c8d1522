import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Options, setUp } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { StoreError } from '../contract/errors.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import { sessionIdOf } from '../keys/session-key.js';

/** A manager whose store sees the keys, with one signed-in visitor. */
async function setUpUnhashed(options: Options = {}) {
  const all = setUp({ hashIds: false, ...options });
  await visit(all.sessions, all.jar, (session) => session.set('visits', 1));
  const keys: SessionKey[] = [];
  const noteKey = (): SessionKey => {
    const key = all.jar.header!.split('=')[1] as SessionKey;
    keys.push(key);
    return key;
  };
  /** Fails when the output contains a key that the browser has had. */
  const expectNoKeyIn = (shown: unknown): void => {
    const text = inspect(shown, { depth: 9, showHidden: true }) + JSON.stringify(shown);
    for (const key of keys) expect(text).not.toContain(key);
    expect(keys.length).toBeGreaterThan(0);
  };
  return { ...all, key: noteKey(), noteKey, expectNoKeyIn };
}

describe('hashIds: false', () => {
  it('shows no key in a session, its JSON, a list, an event or the result of inspect or create', async () => {
    const { sessions, jar, store, events, key, noteKey, expectNoKeyIn } = await setUpUnhashed({
      onInterrupted: 'discard',
    });
    expect(store.dump()).toContain(key);
    const shown: unknown[] = [];
    const late = new CookieJar(jar);
    const slow = await sessions.open(late.header);
    await visit(sessions, jar, (session) => {
      shown.push(session.id, session.start(), session.toJSON());
      session.signIn('alice');
      shown.push(session.id, session.toJSON());
    });
    noteKey();
    slow.session.set('name', 'late');
    await slow.commit({ status: 200 });
    for await (const listed of sessions.list('alice')) shown.push(listed);
    // A tombstone contains the successor's id as the store has it.
    shown.push(await sessions.inspect(key), await sessions.inspect(noteKey()));
    const { key: made, ...created } = await sessions.create({ owner: 'bob' });
    expect(JSON.stringify([created.id, events])).not.toContain(made);
    shown.push(created.id);
    await sessions.edit(noteKey(), (session) => void session.set('visits', 2));
    await visit(sessions, jar, (session) => session.destroy());
    store.load = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    shown.push(await sessions.inspect(key).catch((error: unknown) => error));
    expect(events.map(([name]) => name)).toEqual(
      expect.arrayContaining(['created', 'saved', 'destroyed', 'interrupted']),
    );
    expectNoKeyIn([shown, events]);
  });

  it('gives a session the digest of its key as its id, before and after it is stored', async () => {
    const { sessions, jar, key, events } = await setUpUnhashed();
    const id = await sessionIdOf(key);
    expect((await sessions.read(jar.header)).id).toBe(id);
    expect((await sessions.inspect(key))!.id).toBe(id);
    expect(events).toContainEqual(['created', { id }]);
  });

  it('makes edit, inspect and revoke take the key, and refuse an id with NOT_SUPPORTED', async () => {
    const { sessions, key } = await setUpUnhashed();
    const id = await sessionIdOf(key);
    const unsupported = { code: 'NOT_SUPPORTED', message: expect.stringContaining('key') as string };
    await expect(sessions.inspect(id)).rejects.toMatchObject(unsupported);
    await expect(sessions.edit(id, () => undefined)).rejects.toMatchObject(unsupported);
    await expect(sessions.revoke(id)).rejects.toMatchObject(unsupported);
    await expect(sessions.revokeOwner('alice', { except: [id] })).rejects.toMatchObject(unsupported);
    expect(await sessions.edit(key, (session) => void session.set('visits', 2))).toBe(true);
    expect((await sessions.inspect(key))!.decoded()).toEqual({ visits: 2 });
    expect(await sessions.revoke(key)).toBe(true);
    expect(await sessions.inspect(key)).toBeUndefined();
  });

  it('makes revokeOwner spare the session or the key that it is given', async () => {
    const { sessions, jar } = await setUpUnhashed();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const { key } = await sessions.create({ owner: 'alice' });
    await sessions.create({ owner: 'alice' });
    const session = await sessions.open(jar.header);
    expect(await sessions.revokeOwner('alice', { except: [key!, jar.header!.split('=')[1] as SessionKey] })).toBe(1);
    expect(await sessions.revokeOwner('alice', { except: session.session })).toBe(1);
    expect((await sessions.read(jar.header)).owner).toBe('alice');
  });
});

describe.each([true, false])('an id that is not valid, with hashIds: %s', (hashIds) => {
  it.each(['', 'short', 'A'.repeat(40), 'a\r\nflush_all', `${'0'.repeat(40)}\n`, '../../etc', 'é'.repeat(40)])(
    'is absent: %j',
    async (text) => {
      const { sessions, store } = setUp({ hashIds });
      const called: string[] = [];
      const refuse = (verb: string) => (): Promise<never> => Promise.reject(new Error(`called: ${called.push(verb)}`));
      Object.assign(store, { load: refuse('load'), update: refuse('update'), deleteIf: refuse('deleteIf') });
      const id = text as SessionId;
      expect(await sessions.inspect(id)).toBeUndefined();
      expect(await sessions.edit(id, () => undefined)).toBe(false);
      expect(await sessions.revoke(id)).toBe(false);
      expect(await sessions.revoke(id, { owner: 'alice' })).toBe(false);
      expect(called).toEqual([]);
    },
  );

  it.each([[undefined], [null], [5], [{ $ne: null }], [['0'.repeat(40)]]])(
    'throws INVALID_ARGUMENT when it is not a string: %o',
    async (given) => {
      const { sessions } = setUp({ hashIds });
      const refused = { code: 'INVALID_ARGUMENT', status: 400, statusCode: 400 };
      const id = given as unknown as SessionId;
      await expect(sessions.inspect(id)).rejects.toMatchObject(refused);
      await expect(sessions.edit(id, () => undefined)).rejects.toMatchObject(refused);
      await expect(sessions.revoke(id)).rejects.toMatchObject(refused);
    },
  );
});
