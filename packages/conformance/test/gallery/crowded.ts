import type { SessionId } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';
import { forever } from './create.js';
import { pendingOf, sharing } from './shared-results.js';
import { LastWriteWins } from './update.js';

/** Returns a store whose clock is ahead, and whose records are the same. */
function aheadBy(milliseconds: number, { backend, clock }: WiredStore) {
  return backend.view(aheadClock(clock, milliseconds));
}

const clocks = new WeakMap<() => number, () => number>();

/** Always the same clock, because a backend keeps a view for each. */
function aheadClock(clock: () => number, milliseconds: number): () => number {
  const ahead = clocks.get(clock) ?? (() => clock() + milliseconds);
  clocks.set(clock, ahead);
  return ahead;
}

const waiting = new WeakMap<WiredStore, Set<SessionId>>();

/** Mistakes that show when many calls meet, or in the last second of a record. */
export const brokenInCrowds = [
  broken(
    'updates of one record under way at once have one result',
    ['133e'],
    overriding({
      update: (next, call, store) => sharing(pendingOf(store), `update ${call[0]}`, () => next(...call)),
    }),
  ),
  broken(
    'touches to one deadline under way at once have one result',
    ['133e'],
    overriding({
      touch: (next, call, store) => sharing(pendingOf(store), `touch ${call[0]} ${call[1]}`, () => next(...call)),
    }),
  ),
  broken(
    'calls of deleteIf under way at once have one result',
    ['133e'],
    overriding({
      deleteIf: (next, call, store) => sharing(pendingOf(store), `deleteIf ${call[0]} ${call[1]}`, () => next(...call)),
    }),
  ),
  broken(
    'updates that wait for another one are written whatever their version',
    ['133e'],
    overriding({
      async update(next, call, store) {
        const ids = waiting.get(store) ?? new Set();
        waiting.set(store, ids);
        if (ids.has(call[0])) return new LastWriteWins(store.backend, store.clock).update(...call);
        ids.add(call[0]);
        return next(...call).finally(() => ids.delete(call[0]));
      },
    }),
  ),
  broken(
    'creates of one id under way at once have one result',
    ['133f'],
    overriding({
      create: (next, call, store) => sharing(pendingOf(store), `create ${call[0]}`, () => next(...call)),
    }),
  ),
  broken(
    'deletes of one id under way at once have one result',
    ['133f'],
    overriding({
      delete: (next, call, store) => sharing(pendingOf(store), `delete ${call[0]}`, () => next(...call)),
    }),
  ),
  broken(
    'update finds no record in its last second',
    ['136c'],
    overriding({
      update: (_next, [id, record, version, options], store) =>
        store.send(options, () => aheadBy(1000, store).update(id, record, version), record),
    }),
  ),
  broken(
    'touch finds no record in its last second',
    ['136c'],
    overriding({
      touch: (_next, [id, expiresAt, version, revision, options], store) =>
        store.send(options, () => aheadBy(1000, store).touch(id, expiresAt, version, revision)),
    }),
  ),
  broken(
    'deleteIf finds no record in its last second',
    ['136c'],
    overriding({
      deleteIf: (_next, [id, version, options], store) =>
        store.send(options, () => aheadBy(1000, store).deleteIf(id, version)),
    }),
  ),
  broken(
    'create replaces a record in its last second',
    ['136c'],
    overriding({
      async create(next, call, store) {
        const former = await store.backend.view(forever).load(call[0]);
        if (former && former.expiresAt - store.clock() < 1000) await store.server.delete(call[0]);
        return next(...call);
      },
    }),
  ),
];
