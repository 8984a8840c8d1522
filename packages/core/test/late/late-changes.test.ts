import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { gate } from '../node/fake-sessions.js';
import { setUp } from '../set-up.js';
import { visit } from '../visits.js';

async function answered() {
  const bench = setUp();
  const { sessions, jar, store } = bench;
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
  const hears = (name: 'saved' | 'unsaved') =>
    new Promise<unknown>((resolve) => {
      const stop = sessions.on(name, (event) => {
        stop();
        resolve(event);
      });
    });
  return { ...bench, session, calls, stored, hears, update };
}

describe('what changes after the answer', () => {
  it('together is one commit, and what changes meanwhile another one after it', async () => {
    const { session, calls, stored, store, update } = await answered();
    const [passing, asked] = [gate(), gate()];
    let running = 0;
    store.update = async (...call) => {
      calls.push('update');
      expect(++running).toBe(1);
      asked.open();
      await passing.passed;
      running--;
      return update(...call);
    };
    session.set('visits', 2).set('name', 'Ann');
    session.update('visits', 0, (count) => count + 1);
    await asked.passed;
    session.set('tags', ['later']);
    passing.open();
    await session.save();
    expect([await stored(), calls.length]).toEqual([{ visits: 3, name: 'Ann', tags: ['later'], cart: {} }, 2]);
  });

  it('and is saved by name is written once, with or without something in between', async () => {
    const { session, calls, stored } = await answered();
    session.set('visits', 2);
    await session.save();
    session.set('visits', 3);
    await setImmediate();
    await session.save();
    expect([(await stored()).visits, calls.length]).toEqual([3, 2]);
  });

  it('in place is stored by save, or with a change that is made by name', async () => {
    const { session, stored, hears } = await answered();
    session.get('cart')!['hat'] = 1;
    await session.save();
    expect((await stored()).cart).toEqual({ hat: 1 });
    session.get('cart')!['hat'] = 2;
    const saved = hears('saved');
    session.set('visits', 2);
    await saved;
    expect((await stored()).cart).toEqual({ hat: 2 });
  });

  it('and equals what is stored costs nothing', async () => {
    const { session, calls } = await answered();
    session.set('visits', 1);
    session.delete('name');
    await session.save();
    expect(calls).toEqual([]);
  });

  it('and cannot be stored is an event, once, and no unhandled rejection', async () => {
    const { session, store, events, hears } = await answered();
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    store.update = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    const unsaved = hears('unsaved');
    session.set('visits', 2);
    expect(await unsaved).toMatchObject({ id: session.id, reason: 'failed', error: { code: 'STORE' } });
    session.set('visits', 3);
    session.set('visits', 4);
    await expect(session.save()).rejects.toMatchObject({ code: 'WRONG_TIME' });
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(events.filter(([name]) => name === 'unsaved').map(([, event]) => event)).toEqual([
      expect.objectContaining({ reason: 'failed' }),
      { id: session.id, reason: 'detached' },
    ]);
    expect(rejections).toEqual([]);
  });

  it('and cannot be serialized in place is an event', async () => {
    const { session, hears } = await answered();
    Object.assign(session.get('cart')!, { hat: NaN });
    const unsaved = hears('unsaved');
    session.set('visits', 2);
    expect(await unsaved).toMatchObject({ reason: 'failed', error: { code: 'SERIALIZE' } });
  });

  it('and meets what another request has stored is applied to that', async () => {
    const { session, sessions, jar, stored, hears } = await answered();
    await visit(sessions, jar, (other) => other.update('visits', 0, (count) => count + 10));
    const saved = hears('saved');
    session.update('visits', 0, (count) => count + 1);
    await saved;
    expect((await stored()).visits).toBe(12);
  });
});

describe('while the commit of the answer is under way', () => {
  it('a session that it creates can be changed further, and a key change comes too late', async () => {
    const { sessions, jar, store } = setUp();
    const create = store.create.bind(store);
    const [asked, passing] = [gate(), gate()];
    store.create = async (...call) => {
      asked.open();
      await passing.passed;
      return create(...call);
    };
    const { session, commit } = await sessions.open(undefined);
    session.set('visits', 1);
    const answer = commit({ status: 200 });
    await asked.passed;
    session.set('name', 'Ann');
    expect(() => session.signIn('alice')).toThrow(/headers have been sent/);
    passing.open();
    jar.take(await answer);
    await session.save();
    expect((await sessions.read(jar.header)).toObject()).toEqual({ visits: 1, name: 'Ann' });
  });

  it('what makes a new session of one that it empties is an event', async () => {
    const { sessions, jar, store, events } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const deleteIf = store.deleteIf.bind(store);
    const [asked, passing] = [gate(), gate()];
    store.deleteIf = async (...call) => {
      asked.open();
      await passing.passed;
      return deleteIf(...call);
    };
    const { session, commit } = await sessions.open(jar.header);
    session.clear();
    const answer = commit({ status: 200 });
    await asked.passed;
    session.set('name', 'Ann');
    passing.open();
    jar.take(await answer);
    await expect(session.save()).rejects.toMatchObject({ code: 'WRONG_TIME' });
    expect(jar.header).toBeUndefined();
    expect(events.at(-1)).toEqual(['unsaved', expect.objectContaining({ reason: 'failed' })]);
  });

  it('what is added to removals that find the session gone is interrupted with it', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1).set('name', 'Ann'));
    const update = store.update.bind(store);
    const [asked, passing] = [gate(), gate()];
    store.update = async (...call) => {
      asked.open();
      await passing.passed;
      return update(...call);
    };
    const { session, commit } = await sessions.open(jar.header);
    session.delete('name');
    const answer = Promise.resolve(commit({ status: 200 }));
    await asked.passed;
    session.set('visits', 2);
    await store.delete(session.id!);
    passing.open();
    await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
