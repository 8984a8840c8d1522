import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { gate } from '../node/fake-sessions.js';
import { setUp } from '../set-up.js';
import { visit } from '../visits.js';

async function afterResponse() {
  const fixture = setUp();
  const { sessions, jar, store } = fixture;
  await visit(sessions, jar, (session) => session.set('visits', 1).set('cart', {}));
  const calls: string[] = [];
  const update = store.update.bind(store);
  store.update = (...call) => {
    calls.push('update');
    return update(...call);
  };
  const { session, commit } = await sessions.open(jar.header);
  await commit({ status: 200 });
  const stored = async () => (await sessions.read(jar.header)).toObject();
  /** Resolves with the next event of that name. */
  const nextEvent = (name: 'saved' | 'unsaved') =>
    new Promise<unknown>((resolve) => {
      const stop = sessions.on(name, (event) => {
        stop();
        resolve(event);
      });
    });
  return { ...fixture, session, calls, stored, nextEvent, update };
}

describe('a change after the response', () => {
  it('is stored in one commit with those of the same turn, and later ones in the next commit', async () => {
    const { session, calls, stored, store, update } = await afterResponse();
    const [passing, called] = [gate(), gate()];
    let running = 0;
    store.update = async (...call) => {
      calls.push('update');
      expect(++running).toBe(1);
      called.open();
      await passing.passed;
      running--;
      return update(...call);
    };
    session.set('visits', 2).set('name', 'Ann');
    session.update('visits', 0, (count) => count + 1);
    await called.passed;
    session.set('tags', ['later']);
    passing.open();
    await session.save();
    expect([await stored(), calls.length]).toEqual([{ visits: 3, name: 'Ann', tags: ['later'], cart: {} }, 2]);
  });

  it('is written once if save is called, at once or later', async () => {
    const { session, calls, stored } = await afterResponse();
    session.set('visits', 2);
    await session.save();
    session.set('visits', 3);
    await setImmediate();
    await session.save();
    expect([(await stored()).visits, calls.length]).toEqual([3, 2]);
  });

  it('inside a value is stored by save, or with the next call on the session, in the same turn or later', async () => {
    const { session, stored, nextEvent, calls } = await afterResponse();
    const cart = session.get('cart')!;
    cart['hat'] = 1;
    await session.save();
    expect([(await stored()).cart, calls.length]).toEqual([{ hat: 1 }, 1]);
    const readAndChanged = nextEvent('saved');
    session.get('cart')!['hat'] = 2;
    await readAndChanged;
    expect((await stored()).cart).toEqual({ hat: 2 });
    const changedBefore = nextEvent('saved');
    cart['hat'] = 3;
    session.has('name');
    await changedBefore;
    expect([(await stored()).cart, calls.length]).toEqual([{ hat: 3 }, 3]);
  });

  it('that could not be stored makes a later save fail with the same error, once', async () => {
    const { session, store, nextEvent } = await afterResponse();
    store.update = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    const unsaved = nextEvent('unsaved');
    session.set('visits', 2);
    const { error } = (await unsaved) as { error: unknown };
    await expect(session.save()).rejects.toBe(error);
    await expect(session.save()).rejects.toMatchObject({ code: 'WRONG_TIME' });
  });

  it('to what is stored already causes no write', async () => {
    const { session, calls } = await afterResponse();
    session.set('visits', 1);
    session.delete('name');
    await session.save();
    expect(calls).toEqual([]);
  });

  it('that cannot be stored emits one event, and no unhandled rejection', async () => {
    const { session, store, events, nextEvent } = await afterResponse();
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    store.update = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    const unsaved = nextEvent('unsaved');
    session.set('visits', 2);
    expect(await unsaved).toMatchObject({ id: session.id, reason: 'failed', error: { code: 'STORE' } });
    session.set('visits', 3);
    session.set('visits', 4);
    await expect(session.save()).rejects.toMatchObject({ code: 'STORE' });
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(events.filter(([name]) => name === 'unsaved').map(([, event]) => event)).toEqual([
      expect.objectContaining({ reason: 'failed' }),
      { id: session.id, reason: 'detached' },
    ]);
    expect(rejections).toEqual([]);
  });

  it('inside an object that cannot be serialized emits an event', async () => {
    const { session, nextEvent } = await afterResponse();
    Object.assign(session.get('cart')!, { hat: NaN });
    const unsaved = nextEvent('unsaved');
    session.set('visits', 2);
    expect(await unsaved).toMatchObject({ reason: 'failed', error: { code: 'SERIALIZE' } });
  });

  it('is applied to what another request has stored meanwhile', async () => {
    const { session, sessions, jar, stored, nextEvent } = await afterResponse();
    await visit(sessions, jar, (other) => other.update('visits', 0, (count) => count + 10));
    const saved = nextEvent('saved');
    session.update('visits', 0, (count) => count + 1);
    await saved;
    expect((await stored()).visits).toBe(12);
  });
});

describe('while the commit of the response is under way', () => {
  it('a session that it creates can be changed, and its key cannot', async () => {
    const { sessions, jar, store } = setUp();
    const create = store.create.bind(store);
    const [called, passing] = [gate(), gate()];
    store.create = async (...call) => {
      called.open();
      await passing.passed;
      return create(...call);
    };
    const { session, commit } = await sessions.open(undefined);
    session.set('visits', 1);
    const committed = commit({ status: 200 });
    await called.passed;
    session.set('name', 'Ann');
    expect(() => session.signIn('alice')).toThrow(/headers have been sent/);
    passing.open();
    jar.take(await committed);
    await session.save();
    expect((await sessions.read(jar.header)).toObject()).toEqual({ visits: 1, name: 'Ann' });
  });

  it('a change that would begin a new session after an emptied one emits an event', async () => {
    const { sessions, jar, store, events } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const deleteIf = store.deleteIf.bind(store);
    const [called, passing] = [gate(), gate()];
    store.deleteIf = async (...call) => {
      called.open();
      await passing.passed;
      return deleteIf(...call);
    };
    const { session, commit } = await sessions.open(jar.header);
    session.clear();
    const committed = commit({ status: 200 });
    await called.passed;
    session.set('name', 'Ann');
    passing.open();
    jar.take(await committed);
    await expect(session.save()).rejects.toMatchObject({ code: 'WRONG_TIME' });
    expect(jar.header).toBeUndefined();
    expect(events.at(-1)).toEqual(['unsaved', expect.objectContaining({ reason: 'failed' })]);
  });

  it('a change after removals is interrupted if the session has ended', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1).set('name', 'Ann'));
    const update = store.update.bind(store);
    const [called, passing] = [gate(), gate()];
    store.update = async (...call) => {
      called.open();
      await passing.passed;
      return update(...call);
    };
    const { session, commit } = await sessions.open(jar.header);
    session.delete('name');
    const committed = Promise.resolve(commit({ status: 200 }));
    await called.passed;
    session.set('visits', 2);
    await store.delete(session.id!);
    passing.open();
    await expect(committed).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
