import { describe, expect, it } from 'vitest';
import { StoreError } from '../contract/errors.js';
import type { KeyedStore } from '../contract/keyed-store.js';
import type { SessionRecord } from '../contract/session-record.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { createKeyAndId } from '../keys/session-key.js';
import { createRevision } from '../keys/revision.js';
import { StoreCalls } from './store-calls.js';
import { createVerified, deleteIfVerified, updateVerified } from './verified-writes.js';

const now = 1_800_000_000_000;
const { id } = createKeyAndId();

type Verb = 'load' | 'create' | 'update' | 'deleteIf';
type Accident = 'refused' | 'answer lost' | 'question lost' | (() => Promise<unknown>) | undefined;

const record = (payload = 'mine'): SessionRecord => ({
  payload,
  createdAt: now,
  expiresAt: now + 1000,
  revision: createRevision(),
});

/** A store whose calls meet what the test says, one after another; those without a word for them go well. */
function troubled(accidents: readonly Accident[]) {
  const store = new MemorySessionStore({ clock: () => now });
  const calls: Verb[] = [];
  const left = [...accidents];
  const through =
    <Args extends unknown[], Result>(verb: Verb, run: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls.push(verb);
      const accident = left.shift();
      const outcome = verb === 'load' ? 'not-applied' : 'unknown';
      if (accident === 'refused') throw new StoreError('refused', { outcome: 'not-applied' });
      if (accident === 'question lost') throw new StoreError('question lost', { outcome });
      if (typeof accident === 'function') {
        await accident();
        throw new StoreError('lost', { outcome });
      }
      const result = await run(...args);
      if (accident === 'answer lost') throw new StoreError('answer lost', { outcome });
      return result;
    };
  const inner = store as KeyedStore;
  const wrapped: KeyedStore = {
    kind: 'keyed',
    limits: store.limits,
    load: through('load', (...args) => inner.load(...args)),
    create: through('create', (...args) => inner.create(...args)),
    update: through('update', (...args) => inner.update(...args)),
    delete: (...args) => inner.delete(...args),
    deleteIf: through('deleteIf', (...args) => inner.deleteIf(...args)),
  };
  return { store, calls, line: new StoreCalls(wrapped, 1000) };
}

async function stored(store: MemorySessionStore, payload = 'stored'): Promise<string> {
  const result = await store.create(id, record(payload));
  return result.status === 'written' ? result.version! : '';
}

describe('a create', () => {
  it.each([
    [[], 'written', ['create']],
    [['answer lost'], 'written', ['create', 'load']],
    [['question lost'], 'lost', ['create', 'load']],
  ] as const)('that meets %o is %s by %o', async (accidents, status, expected) => {
    const { line, calls } = troubled(accidents);
    expect(await createVerified(line, id, record())).toMatchObject({ status });
    expect(calls).toEqual(expected);
  });

  it('is taken where another stands; lost when its answer was lost, because the other may have replaced it', async () => {
    for (const accident of [undefined, 'question lost'] as const) {
      const { line, store } = troubled([accident]);
      await stored(store);
      expect(await createVerified(line, id, record())).toMatchObject({ status: accident ? 'lost' : 'taken' });
    }
  });

  it.each([
    [['refused'], 'not-applied', 'refused'],
    [['question lost', 'refused'], 'unknown', 'question lost'],
  ] as const)('that meets %o says %s', async (accidents, outcome, message) => {
    const { line } = troubled(accidents);
    await expect(createVerified(line, id, record())).rejects.toMatchObject({ outcome, message });
  });
});

describe('an update', () => {
  it.each([
    [[], ['update']],
    [['answer lost'], ['update', 'load']],
    [['question lost'], ['update', 'load', 'update']],
  ] as const)('that meets %o is written by %o', async (accidents, expected) => {
    const { line, calls, store } = troubled(accidents);
    const version = await stored(store);
    const result = await updateVerified(line, id, record(), version);
    const current = (await store.load(id))!;
    expect([result, current.payload, calls]).toEqual([
      { status: 'written', version: current.version },
      'mine',
      expected,
    ]);
  });

  it('that a driver repeated by itself is written, although the second try met a conflict: with itself', async () => {
    const store = new MemorySessionStore({ clock: () => now });
    await store.create(id, record('theirs'));
    const { version } = (await store.load(id))!;
    const { update } = store;
    store.update = async (...args) => {
      await update.apply(store, args);
      return update.apply(store, args);
    };
    const mine = record();
    const result = await updateVerified(new StoreCalls(store, 1000), id, mine, version);
    expect(result).toEqual({ status: 'written', version: (await store.load(id))!.version });
    expect((await store.load(id))!.revision).toBe(mine.revision);
  });

  it('that arrives while it is sent again is written once', async () => {
    const mine = record();
    const { line, store, calls } = troubled(['question lost', undefined, () => store.update(id, mine, version)]);
    const version = await stored(store);
    await expect(updateVerified(line, id, mine, version)).rejects.toMatchObject({
      outcome: 'unknown',
      message: 'question lost',
    });
    expect((await store.load(id))!.revision).toBe(mine.revision);
    expect(calls).toEqual(['update', 'load', 'update']);
  });

  it('after which another state stands is unknown; a conflict where nobody would have replaced it', async () => {
    for (const isFinal of [false, true]) {
      const { line, store } = troubled([() => store.update(id, record('theirs'), version)]);
      const version = await stored(store);
      const updating = updateVerified(line, id, record(), version, { isFinal });
      if (isFinal) expect(await updating).toMatchObject({ status: 'conflict', current: { payload: 'theirs' } });
      else await expect(updating).rejects.toMatchObject({ outcome: 'unknown' });
    }
  });

  it('after which nothing stands is lost: it may have been stored before the session ended', async () => {
    const mine = record();
    const { line, store } = troubled([
      async () => {
        await store.update(id, mine, version);
        await store.delete(id);
      },
    ]);
    const version = await stored(store);
    expect(await updateVerified(line, id, mine, version)).toMatchObject({
      status: 'lost',
      error: { outcome: 'unknown', message: 'lost' },
    });
  });

  it('that arrives while it is sent again, and then the session ends, is lost', async () => {
    const mine = record();
    const { line, store } = troubled(['question lost', undefined]);
    const version = await stored(store);
    const load = store.load.bind(store);
    store.load = async (...args) => {
      const found = await load(...args);
      await store.update(id, mine, version);
      await store.delete(id);
      return found;
    };
    expect(await updateVerified(line, id, mine, version)).toMatchObject({ status: 'lost' });
  });

  it.each([
    [['refused'], 'not-applied', 'refused'],
    [['question lost', 'refused'], 'unknown', 'question lost'],
    [['question lost', undefined, 'refused'], 'unknown', 'question lost'],
    [['question lost', undefined, 'answer lost'], 'unknown', 'question lost'],
  ] as const)('that meets %o says %s', async (accidents, outcome, message) => {
    const { line, store } = troubled(accidents);
    const version = await stored(store);
    await expect(updateVerified(line, id, record(), version)).rejects.toMatchObject({ outcome, message });
  });
});

describe('a conditional delete', () => {
  it.each([
    [[], 'deleted', ['deleteIf']],
    [['answer lost'], 'lost', ['deleteIf', 'load']],
    [['question lost'], 'deleted', ['deleteIf', 'load', 'deleteIf']],
  ] as const)('that meets %o is %s by %o', async (accidents, status, expected) => {
    const { line, calls, store } = troubled(accidents);
    expect(await deleteIfVerified(line, id, await stored(store))).toMatchObject({ status });
    expect([await store.load(id), calls]).toEqual([undefined, expected]);
  });

  it('that arrives while it is sent again is lost: nobody can tell who deleted', async () => {
    const { line, store } = troubled(['question lost', undefined]);
    const version = await stored(store);
    const load = store.load.bind(store);
    store.load = async (...args) => {
      const found = await load(...args);
      await store.delete(id);
      return found;
    };
    expect(await deleteIfVerified(line, id, version)).toMatchObject({ status: 'lost' });
  });

  it('after which another state stands is a conflict', async () => {
    const { line, store } = troubled([() => store.update(id, record('theirs'), version)]);
    const version = await stored(store);
    expect(await deleteIfVerified(line, id, version)).toMatchObject({
      status: 'conflict',
      current: { payload: 'theirs' },
    });
  });

  it.each([
    [['refused'], 'not-applied'],
    [['question lost', 'refused'], 'unknown'],
    [['question lost', undefined, 'refused'], 'unknown'],
  ] as const)('that meets %o says %s', async (accidents, outcome) => {
    const { line, store } = troubled(accidents);
    await expect(deleteIfVerified(line, id, await stored(store))).rejects.toMatchObject({ outcome });
  });
});
