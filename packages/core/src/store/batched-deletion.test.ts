import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionId } from '../contract/session-id.js';
import { BatchedDeletion } from './batched-deletion.js';
import { CallGuard } from './call-guard.js';
import type { StoreCall } from './store-call.js';

const limits = { maxPayloadBytes: 6, expiryGranularityMs: 1, maxExpiresAt: 1000, durable: true };
const guard = new CallGuard('ListStore', limits);
const staleRead = (call: StoreCall) => call.failure('stale', { outcome: 'not-applied' });
const id = (number: number) => String(number).padStart(40, '0') as SessionId;
const ids = (...numbers: readonly number[]) => numbers.map(id);

/** The ids that the backend has, sorted, and the sizes of the statements that it received. */
let kept: Set<SessionId>;
let found: number[];
let removed: number[];
let call: StoreCall;

beforeEach(() => {
  kept = new Set(ids(1, 2, 3, 4, 5, 6, 7));
  found = [];
  removed = [];
  call = guard.begin('deleteByOwner', {}, undefined);
});

const sorted = () => [...kept].toSorted();
const find = (cursor: SessionId | undefined, limit: number) => {
  const page = sorted()
    .filter((one) => one > (cursor ?? ''))
    .slice(0, limit);
  found.push(page.length);
  return Promise.resolve({ ids: page, cursor: page.length < limit ? undefined : page.at(-1) });
};
const remove = (doomed: readonly SessionId[]) => {
  removed.push(doomed.length);
  return Promise.resolve(doomed.filter((one) => kept.delete(one)).length);
};

describe('deleteByOwner', () => {
  const deletion = new BatchedDeletion(staleRead, 3);

  it('removes all sessions but the excepted ones in batches, and ends when it finds none', async () => {
    expect(await deletion.deleteByOwner(call, ids(2, 7), find, remove)).toBe(5);
    expect(sorted()).toEqual(ids(2, 7));
    expect({ found, removed }).toEqual({ found: [3, 3, 1, 2], removed: [2, 3] });
  });

  it('sends no deletion when nothing is found', async () => {
    kept.clear();
    expect(await deletion.deleteByOwner(call, [], find, remove)).toBe(0);
    expect({ found, removed }).toEqual({ found: [0], removed: [] });
  });

  it('finds a session whose key changes during the call, even after a pass that removed nothing', async () => {
    kept = new Set(ids(5));
    const renewed = async (doomed: readonly SessionId[]) => {
      if (doomed[0] !== id(5)) return remove(doomed);
      kept = new Set(ids(1));
      return 0;
    };
    expect(await deletion.deleteByOwner(call, [], find, renewed)).toBe(1);
    expect(kept.size).toBe(0);
  });

  it('continues after an empty page that has a cursor', async () => {
    const pages = [
      { ids: [], cursor: id(3) },
      { ids: ids(4), cursor: undefined },
      { ids: [], cursor: undefined },
    ];
    expect(await deletion.deleteByOwner(call, [], () => Promise.resolve(pages.shift()!), remove)).toBe(1);
    expect(pages).toEqual([]);
  });

  it('throws when the query still finds removed records, instead of repeating for ever', async () => {
    const stale = () => Promise.resolve({ ids: ids(1, 2) });
    const failure = deletion.deleteByOwner(call, [], stale, remove);
    await expect(failure).rejects.toMatchObject({
      message: 'ListStore could not deleteByOwner: stale',
      outcome: 'unknown',
    });
    expect(removed).toEqual([2, 2]);
  });

  it('removes a record that others create again under the same id between two passes', async () => {
    kept = new Set(ids(1));
    let isBack = false;
    const removeAndCreate = async (doomed: readonly SessionId[]) => {
      const count = await remove(doomed);
      if (!isBack) kept = new Set(ids(1));
      isBack = true;
      return count;
    };
    expect(await deletion.deleteByOwner(call, [], find, removeAndCreate)).toBe(2);
    expect(kept.size).toBe(0);
  });

  it('stops between two batches when the call is aborted', async () => {
    const controller = new AbortController();
    call = guard.begin('deleteByOwner', {}, controller);
    const abortAfter = async (doomed: readonly SessionId[]) => {
      controller.abort(new Error('given up'));
      return remove(doomed);
    };
    const partly = { name: 'StoreError', outcome: 'unknown', cause: new Error('given up') };
    await expect(deletion.deleteByOwner(call, [], find, abortAfter)).rejects.toMatchObject(partly);
    expect({ found, removed }).toEqual({ found: [3], removed: [3] });
  });

  it('marks the call as partially run only after something was removed', async () => {
    await deletion.deleteByOwner(call, ids(1, 2, 3, 4, 5, 6, 7), find, remove);
    expect(call.hasPartiallyRun).toBe(false);
    await deletion.deleteByOwner(call, ids(1), find, remove);
    expect(call.hasPartiallyRun).toBe(true);
  });

  it('works in batches of 500 by default', async () => {
    kept = new Set(ids(...Array.from({ length: 501 }, (_, index) => index)));
    expect(await new BatchedDeletion(staleRead).deleteByOwner(call, [], find, remove)).toBe(501);
    expect(removed).toEqual([500, 1]);
  });
});

describe('deleteExpired', () => {
  let deletion: BatchedDeletion;
  const findExpired = async (limit: number) => (await find(undefined, limit)).ids;
  const removeNone = () => Promise.resolve(0);
  beforeEach(() => {
    deletion = new BatchedDeletion(staleRead, 3);
  });

  it.each([
    [100, { deleted: 7, more: false }, [4, 4, 1]],
    [7, { deleted: 7, more: false }, [4, 4, 1]],
    [6, { deleted: 6, more: true }, [4, 4]],
    [2, { deleted: 2, more: true }, [3]],
  ])('of 7 records, with the limit %i, deletes as many as the limit allows', async (limit, result, sizes) => {
    expect(await deletion.deleteExpired(call, limit, findExpired, remove)).toEqual(result);
    expect(kept.size).toBe(7 - result.deleted);
    expect(found).toEqual(sizes);
  });

  it('sends no deletion when nothing has expired', async () => {
    kept.clear();
    expect(await deletion.deleteExpired(call, 5, findExpired, remove)).toEqual({ deleted: 0, more: false });
    expect(removed).toEqual([]);
  });

  it('throws when it finds the record of a batch that removed nothing again', async () => {
    await expect(deletion.deleteExpired(call, 2, findExpired, removeNone)).rejects.toMatchObject({
      message: 'ListStore could not deleteByOwner: stale',
      outcome: 'not-applied',
    });
    expect(found).toEqual([3, 3]);
  });

  it('continues when others removed the records, because the next batch begins with another one', async () => {
    const removedByOthers = (doomed: readonly SessionId[]) => {
      for (const one of doomed) kept.delete(one);
      return Promise.resolve(0);
    };
    expect(await deletion.deleteExpired(call, 100, findExpired, removedByOthers)).toEqual({ deleted: 0, more: false });
  });

  it('accepts in another call a record that others have created, let expire and removed again', async () => {
    for (let time = 0; time < 2; time++) {
      kept = new Set(ids(1));
      const removedByAnother = (doomed: readonly SessionId[]) => {
        removed.push(doomed.length);
        kept.clear();
        return removeNone();
      };
      const cleared = await deletion.deleteExpired(call, 2, findExpired, removedByAnother);
      expect(cleared).toEqual({ deleted: 0, more: false });
    }
    expect(removed).toEqual([1, 1]);
  });

  it('stops between two batches when the call is aborted', async () => {
    const controller = new AbortController();
    call = guard.begin('deleteExpired', {}, controller);
    const abortAfter = async (doomed: readonly SessionId[]) => {
      controller.abort(new Error('given up'));
      return remove(doomed);
    };
    const partly = { name: 'StoreError', outcome: 'unknown', cause: new Error('given up') };
    await expect(deletion.deleteExpired(call, 100, findExpired, abortAfter)).rejects.toMatchObject(partly);
    expect(removed).toEqual([3]);
  });
});
