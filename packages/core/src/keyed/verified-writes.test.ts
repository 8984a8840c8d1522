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
type Failure = 'refused' | 'reply lost' | 'request lost' | (() => Promise<unknown>) | undefined;

const record = (payload = 'mine'): SessionRecord => ({
  payload,
  createdAt: now,
  expiresAt: now + 1000,
  revision: createRevision(),
});

/** A store whose calls fail as the list says, in order. The others succeed. */
function setUpFailing(failures: readonly Failure[]) {
  const store = new MemorySessionStore({ clock: () => now });
  const calls: Verb[] = [];
  const left = [...failures];
  const through =
    <Args extends unknown[], Result>(verb: Verb, run: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls.push(verb);
      const failure = left.shift();
      const outcome = verb === 'load' ? 'not-applied' : 'unknown';
      if (failure === 'refused') throw new StoreError('refused', { outcome: 'not-applied' });
      if (failure === 'request lost') throw new StoreError('request lost', { outcome });
      if (typeof failure === 'function') {
        await failure();
        throw new StoreError('lost', { outcome });
      }
      const result = await run(...args);
      if (failure === 'reply lost') throw new StoreError('reply lost', { outcome });
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
    [['reply lost'], 'written', ['create', 'load']],
    [['request lost'], 'lost', ['create', 'load']],
  ] as const)('with the failures %o is %s after the calls %o', async (failures, status, expected) => {
    const { line, calls } = setUpFailing(failures);
    expect(await createVerified(line, id, record())).toMatchObject({ status });
    expect(calls).toEqual(expected);
  });

  it('is taken when another record exists, or lost if the reply was lost, too', async () => {
    for (const failure of [undefined, 'request lost'] as const) {
      const { line, store } = setUpFailing([failure]);
      await stored(store);
      expect(await createVerified(line, id, record())).toMatchObject({ status: failure ? 'lost' : 'taken' });
    }
  });

  it.each([
    [['refused'], 'not-applied', 'refused'],
    [['request lost', 'refused'], 'unknown', 'request lost'],
  ] as const)('with the failures %o throws %s', async (failures, outcome, message) => {
    const { line } = setUpFailing(failures);
    await expect(createVerified(line, id, record())).rejects.toMatchObject({ outcome, message });
  });
});

describe('an update', () => {
  it.each([
    [[], ['update']],
    [['reply lost'], ['update', 'load']],
    [['request lost'], ['update', 'load', 'update']],
  ] as const)('with the failures %o is written after the calls %o', async (failures, expected) => {
    const { line, calls, store } = setUpFailing(failures);
    const version = await stored(store);
    const result = await updateVerified(line, id, record(), version);
    const current = (await store.load(id))!;
    expect([result, current.payload, calls]).toEqual([
      { status: 'written', version: current.version },
      'mine',
      expected,
    ]);
  });

  it('that the driver sent twice is written, although the second one conflicted with the first', async () => {
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

  it('that arrives late, while it is sent again, is written once', async () => {
    const mine = record();
    const { line, store, calls } = setUpFailing(['request lost', undefined, () => store.update(id, mine, version)]);
    const version = await stored(store);
    await expect(updateVerified(line, id, mine, version)).rejects.toMatchObject({
      outcome: 'unknown',
      message: 'request lost',
    });
    expect((await store.load(id))!.revision).toBe(mine.revision);
    expect(calls).toEqual(['update', 'load', 'update']);
  });

  it('with another record afterwards is unknown, or a conflict if nothing could have replaced it', async () => {
    for (const isFinal of [false, true]) {
      const { line, store } = setUpFailing([() => store.update(id, record('theirs'), version)]);
      const version = await stored(store);
      const updating = updateVerified(line, id, record(), version, { isFinal });
      if (isFinal) expect(await updating).toMatchObject({ status: 'conflict', current: { payload: 'theirs' } });
      else await expect(updating).rejects.toMatchObject({ outcome: 'unknown' });
    }
  });

  it('with no record afterwards is lost, because it may have been stored before the session ended', async () => {
    const mine = record();
    const { line, store } = setUpFailing([
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

  it('that arrives late, before the session ends, is lost', async () => {
    const mine = record();
    const { line, store } = setUpFailing(['request lost', undefined]);
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
    [['request lost', 'refused'], 'unknown', 'request lost'],
    [['request lost', undefined, 'refused'], 'unknown', 'request lost'],
    [['request lost', undefined, 'reply lost'], 'unknown', 'request lost'],
  ] as const)('with the failures %o throws %s', async (failures, outcome, message) => {
    const { line, store } = setUpFailing(failures);
    const version = await stored(store);
    await expect(updateVerified(line, id, record(), version)).rejects.toMatchObject({ outcome, message });
  });
});

describe('a conditional delete', () => {
  it.each([
    [[], 'deleted', ['deleteIf']],
    [['reply lost'], 'lost', ['deleteIf', 'load']],
    [['request lost'], 'deleted', ['deleteIf', 'load', 'deleteIf']],
  ] as const)('with the failures %o is %s after the calls %o', async (failures, status, expected) => {
    const { line, calls, store } = setUpFailing(failures);
    expect(await deleteIfVerified(line, id, await stored(store))).toMatchObject({ status });
    expect([await store.load(id), calls]).toEqual([undefined, expected]);
  });

  it('that arrives late, while it is sent again, is lost, because anyone may have deleted the record', async () => {
    const { line, store } = setUpFailing(['request lost', undefined]);
    const version = await stored(store);
    const load = store.load.bind(store);
    store.load = async (...args) => {
      const found = await load(...args);
      await store.delete(id);
      return found;
    };
    expect(await deleteIfVerified(line, id, version)).toMatchObject({ status: 'lost' });
  });

  it('with another record afterwards is a conflict', async () => {
    const { line, store } = setUpFailing([() => store.update(id, record('theirs'), version)]);
    const version = await stored(store);
    expect(await deleteIfVerified(line, id, version)).toMatchObject({
      status: 'conflict',
      current: { payload: 'theirs' },
    });
  });

  it.each([
    [['refused'], 'not-applied'],
    [['request lost', 'refused'], 'unknown'],
    [['request lost', undefined, 'refused'], 'unknown'],
  ] as const)('with the failures %o throws %s', async (failures, outcome) => {
    const { line, store } = setUpFailing(failures);
    await expect(deleteIfVerified(line, id, await stored(store))).rejects.toMatchObject({ outcome });
  });
});
