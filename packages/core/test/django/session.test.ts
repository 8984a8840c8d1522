import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/session/session.js';
import { type Shop, setUp } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';

/** A visitor whose session holds two values already. */
async function known() {
  const set = setUp();
  const run = (handler: (session: Session<Shop>) => unknown) => visit(set.sessions, set.jar, handler);
  await run((session) => session.set('visits', 1).set('name', 'Alice'));
  const stored = async (): Promise<object> => (await set.sessions.read(set.jar.header)).toObject();
  return { ...set, run, stored };
}

describe('The session of a request', () => {
  it('session[key]', async () => {
    const { run } = await known();
    await run((session) => expect([session.get('visits'), session.get('tags')]).toEqual([1, undefined]));
  });

  it('session[key] = value', async () => {
    const { run, stored } = await known();
    await run((session) => {
      session.set('visits', 2);
      expect(() => Object.assign(session, { visits: 3 })).toThrow(/set\(/);
      expect(() => session.set('name', Number.NaN as never)).toThrow(expect.objectContaining({ path: '$.name' }));
    });
    expect(await stored()).toEqual({ visits: 2, name: 'Alice' });
  });

  it('del session[key]', async () => {
    const { run, stored } = await known();
    await run((session) => expect([session.delete('visits'), session.delete('tags')]).toEqual([true, false]));
    expect(await stored()).toEqual({ name: 'Alice' });
  });

  it('key in session, has_key(key)', async () => {
    const { run } = await known();
    await run((session) => expect([session.has('visits'), session.has('tags')]).toEqual([true, false]));
  });

  it('get(key, default)', async () => {
    const { run } = await known();
    await run((session) => expect([session.get('visits') ?? 7, session.get('tags') ?? 7]).toEqual([1, 7]));
  });

  it('pop(key, default)', async () => {
    const { run, stored } = await known();
    await run((session) => expect([session.pop('visits') ?? 7, session.pop('tags') ?? 7]).toEqual([1, 7]));
    expect(await stored()).toEqual({ name: 'Alice' });
  });

  it('setdefault(key, value)', async () => {
    const { run, stored } = await known();
    await run((session) => expect([session.setDefault('visits', 7), session.setDefault('tags', [])]).toEqual([1, []]));
    expect(await stored()).toEqual({ visits: 1, name: 'Alice', tags: [] });
  });

  it('update(dict)', async () => {
    const { run, stored } = await known();
    await run((session) => session.set('visits', 2).set('tags', ['a']));
    expect(await stored()).toEqual({ visits: 2, name: 'Alice', tags: ['a'] });
  });

  it('keys(), values(), items()', async () => {
    const { run } = await known();
    await run((session) => {
      expect(session.keys().toSorted()).toEqual(['name', 'visits']);
      expect(Object.fromEntries(session.entries())).toEqual({ visits: 1, name: 'Alice' });
      expect(session.toObject()).toEqual({ visits: 1, name: 'Alice' });
      expect([session.accessed, session.modified]).toEqual([true, false]);
    });
  });

  it('clear()', async () => {
    const { run, sessions, jar } = await known();
    await run((session) => session.signIn('alice'));
    await run((session) => session.clear());
    const after = await sessions.read(jar.header);
    expect([after.toObject(), after.owner]).toEqual([{}, 'alice']);
  });

  it('is_empty(), bool(session)', async () => {
    const { run } = await known();
    await run((session) => {
      expect(session.isEmpty).toBe(false);
      session.clear();
      expect(session.isEmpty).toBe(true);
      session.signIn('alice');
      expect(session.isEmpty).toBe(true);
      session.flash('notice', 'Saved');
      expect(session.isEmpty).toBe(false);
    });
  });

  it('flush(), logout()', async () => {
    const { run, sessions, jar } = await known();
    const former = jar.header;
    await run(async (session) => {
      await session.destroy();
      expect((await sessions.read(former)).isNew).toBe(true);
    });
    expect(jar.header).toBeUndefined();
    await run((session) => session.set('visits', 5));
    expect(jar.header).not.toBe(former);
  });

  it('cycle_key()', async () => {
    const { run, stored, sessions, jar } = await known();
    const former = jar.header;
    await run((session) => session.regenerate());
    expect(jar.header).not.toBe(former);
    expect(await stored()).toEqual({ visits: 1, name: 'Alice' });
    expect((await sessions.read(former)).toObject()).toEqual({});
    await run(async (session) => {
      session.set('visits', 2);
      await run((other) => other.regenerate());
    });
    expect(await stored()).toEqual({ visits: 2, name: 'Alice' });
    const late = run(async (session) => {
      session.set('visits', 3);
      await run((other) => other.signIn('alice'));
    });
    await expect(late).rejects.toMatchObject({ name: 'InterruptedError' });
  });

  it('login(), which cycles or flushes', async () => {
    const { run, stored, jar } = await known();
    const former = jar.header;
    await run((session) => session.signIn('alice'));
    expect(jar.header).not.toBe(former);
    expect(await stored()).toEqual({ visits: 1, name: 'Alice' });
    const first = jar.header;
    await run((session) => session.signIn('alice', { keep: ['name'] }));
    expect(jar.header).not.toBe(first);
    expect(await stored()).toEqual({ name: 'Alice' });
    await run((session) => session.signIn('bob'));
    expect(await stored()).toEqual({});
  });

  it('update_session_auth_hash()', async () => {
    const { run, sessions, jar } = await known();
    await run((session) => session.signIn('alice'));
    const laptop = await sessions.create({ owner: 'alice' });
    const former = jar.header;
    await run(async (session) => {
      session.regenerate();
      await sessions.revokeOwner('alice', { except: session });
    });
    expect(jar.header).not.toBe(former);
    expect((await sessions.read(jar.header)).owner).toBe('alice');
    expect(await sessions.inspect(laptop.id)).toBeUndefined();
  });

  it('session_key', async () => {
    const { run, jar, store } = await known();
    const key = jar.header!.split('=')[1]!;
    expect(key).toMatch(/^[a-z0-9]{32}$/);
    await run((session) => {
      expect(session.id).toMatch(/^[0-9a-f]{40}$/);
      expect(() => Object.assign(session, { id: key })).toThrow(/read-only/);
    });
    expect(store.dump()).not.toContain(key);
  });

  it('create(), for a key at once', async () => {
    const { sessions, jar } = setUp();
    let id: unknown;
    await visit(sessions, jar, (session) => (id = session.start()));
    const session = await sessions.read(jar.header);
    expect([session.id, session.isNew, session.toObject()]).toEqual([id, false, {}]);
  });

  it('accessed, modified', async () => {
    const { sessions, jar, run } = await known();
    const { session } = await sessions.open(jar.header);
    expect([session.accessed, session.modified]).toEqual([false, false]);
    session.get('visits');
    expect([session.accessed, session.modified]).toEqual([true, false]);
    session.set('visits', 9);
    expect([session.accessed, session.modified]).toEqual([true, true]);
    await run((other) => expect(() => Object.assign(other, { modified: true })).toThrow(/read-only/));
  });

  it('modified = True after a change inside a value', async () => {
    const { run, stored } = await known();
    await run((session) => session.set('cart', { hat: 1 }));
    await run((session) => (session.get('cart')!['hat'] = 2));
    expect(await stored()).toMatchObject({ cart: { hat: 2 } });
  });

  it('save()', async () => {
    const { run, sessions, jar, stored } = await known();
    const other = new CookieJar(jar);
    await run(async (session) => {
      await session.set('visits', 2).save();
      expect(await stored()).toMatchObject({ visits: 2 });
      // Django's save would write the whole session back, over what another request has stored.
      await visit(sessions, other, (rival) => rival.set('name', 'Bob'));
      session.set('visits', 3);
    });
    expect(await stored()).toEqual({ visits: 3, name: 'Bob' });
    const guest = new CookieJar();
    await visit(sessions, guest, (session) => session.save());
    expect(guest.header).toBeUndefined();
  });

  it('django.contrib.messages', async () => {
    const { run } = await known();
    await run((session) => session.flash('notice', 'Saved'));
    await run((session) => expect(session.peekFlash('notice')).toBe('Saved'));
    await run((session) => session.flash('notice', ['Saved', 'Sent']));
    await run((session) => expect(session.takeFlash('notice')).toEqual(['Saved', 'Sent']));
    await run((session) => expect(session.takeFlash('notice')).toBeUndefined());
  });
});
