import { AssertionError } from 'node:assert/strict';
import type { CallOptions, KeyedStore, SessionId, SessionRecord, StoredSession } from '@sess/core';
import { newRevision } from './bench.js';
import { show } from './expectations.js';

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

type Call = () => unknown;

/** Drivers have promises of their own classes, and some runners have a `Promise` for each test file. */
export function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function';
}

/** A verb that throws synchronously, or returns no promise, is a fault of its own: callers wait for a rejection. */
export function settle(verb: string, call: Call): Promise<unknown> {
  try {
    const answer = call();
    if (isThenable(answer)) return Promise.resolve(answer);
    return Promise.reject(new AssertionError({ message: `${verb} must answer with a promise, not ${show(answer)}.` }));
  } catch (error) {
    const message = `${verb} must reject its promise, never throw at once.\nSeen: ${show(error)}`;
    return Promise.reject(new AssertionError({ message }));
  }
}

/** One call of each verb that the store has, each of which would succeed at once. */
export function everyVerb(store: KeyedStore, targets: Targets, options?: CallOptions): VerbCall[] {
  const { id, found, fresh, record } = targets;
  const { owners } = store;
  const owner = found.owner ?? 'nobody';
  const read = (verb: string, call: Call): VerbCall => ({ verb, isWrite: false, call: () => settle(verb, call) });
  const write = (verb: string, call: Call): VerbCall => ({ verb, isWrite: true, call: () => settle(verb, call) });
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
