import type { CallOptions, KeyedStore, SessionId, SessionRecord, StoredSession } from '@sess/core';
import { newRevision } from './bench.js';

export interface VerbCall {
  readonly verb: string;
  readonly isWrite: boolean;
  readonly call: () => Promise<unknown>;
}

/** What the calls of `everyVerb` are about. */
export interface Targets {
  /** A live record, for all verbs but create. */
  readonly id: SessionId;
  readonly found: StoredSession;
  /** An id without a record, for create. */
  readonly fresh: SessionId;
  readonly record: SessionRecord;
}

type Call = () => Promise<unknown> | undefined;

/** A verb that throws instead of rejecting, or answers with no promise, is the law's affair and not the suite's crash. */
async function settle(call: Call): Promise<unknown> {
  return await call();
}

/** One call of each verb that the store has, each of which would succeed at once. */
export function everyVerb(store: KeyedStore, targets: Targets, options?: CallOptions): VerbCall[] {
  const { id, found, fresh, record } = targets;
  const { owners } = store;
  const owner = found.owner ?? 'nobody';
  const read = (verb: string, call: Call): VerbCall => ({ verb, isWrite: false, call: () => settle(call) });
  const write = (verb: string, call: Call): VerbCall => ({ verb, isWrite: true, call: () => settle(call) });
  return [
    read('load', () => store.load(id, options)),
    write('create', () => store.create(fresh, record, options)),
    write('update', () => store.update(id, record, found.version, options)),
    ...(store.touch
      ? [write('touch', () => store.touch?.(id, found.expiresAt + 5000, found.version, newRevision(), options))]
      : []),
    write('delete', () => store.delete(id, options)),
    write('deleteIf', () => store.deleteIf(id, found.version, options)),
    ...(store.deleteExpired ? [write('deleteExpired', () => store.deleteExpired?.(10, options))] : []),
    ...(owners
      ? [
          read('owners.listByOwner', () => owners.listByOwner(owner, { limit: 5 }, options)),
          write('owners.deleteByOwner', () => owners.deleteByOwner(owner, { except: [] }, options)),
        ]
      : []),
  ];
}
