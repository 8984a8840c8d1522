import type { CallOptions, KeyedStore, SessionId, SessionRecord } from '@sess/core';
import { AssertionError } from 'node:assert/strict';
import { settle } from '../../fixture/every-verb.js';
import { plainCopy } from '../../fixture/plain-copy.js';
import { deface } from '../../fixture/deface.js';

/** A call of a verb that concerns one id. */
export type IdCall =
  | { readonly verb: 'load' | 'delete'; readonly id: SessionId }
  | { readonly verb: 'create'; readonly id: SessionId; readonly record: SessionRecord }
  | { readonly verb: 'update'; readonly id: SessionId; readonly record: SessionRecord; readonly version: string }
  | {
      readonly verb: 'touch';
      readonly id: SessionId;
      readonly expiresAt: number;
      readonly version: string;
      readonly revision: string;
    }
  | { readonly verb: 'deleteIf'; readonly id: SessionId; readonly version: string };

/** A call that may concern several ids. `clear` stands for calls of `deleteExpired` until `more` is false. */
export type ManyCall =
  | { readonly verb: 'clear' | 'deleteExpired' | 'countExpired'; readonly limit: number }
  | { readonly verb: 'listByOwner'; readonly owner: string; readonly limit: number; readonly cursor?: string }
  | { readonly verb: 'deleteByOwner'; readonly owner: string; readonly except: readonly SessionId[] };

export type Call = IdCall | ManyCall;

/** What came of a call: a result, or the error with which it rejected. */
export type Settled = { readonly result: unknown } | { readonly error: unknown };

/** More calls than `clear` can need for the few records of a run, and those that other laws have left. */
const maxPasses = 1000;

/** How a call is made. */
export interface Manner {
  readonly options?: CallOptions;
  /** Overwrites arguments and result afterwards: what a store keeps or shares shows up in a later result. */
  readonly defaces: boolean;
}

/** Makes the call with copies of its arguments, and returns a copy of the result. */
export async function perform(store: KeyedStore, call: Call, { options, defaces }: Manner): Promise<Settled> {
  const given = structuredClone(call);
  try {
    const original = await settle(call.verb, () => send(store, given, options));
    const result = plainCopy(original);
    if (defaces) deface(original);
    return { result };
  } catch (error) {
    if (error instanceof AssertionError) throw error;
    return { error };
  } finally {
    if (defaces) deface(given);
  }
}

function send(store: KeyedStore, call: Call, options: CallOptions | undefined): unknown {
  switch (call.verb) {
    case 'load':
      return store.load(call.id, options);
    case 'delete':
      return store.delete(call.id, options);
    case 'create':
      return store.create(call.id, call.record, options);
    case 'update':
      return store.update(call.id, call.record, call.version, options);
    case 'touch':
      return store.touch?.(call.id, call.expiresAt, call.version, call.revision, options);
    case 'deleteIf':
      return store.deleteIf(call.id, call.version, options);
    case 'clear':
      return clear(store, call.limit, options);
    case 'deleteExpired':
      return store.deleteExpired?.(call.limit, options);
    case 'countExpired':
      return store.countExpired?.(call.limit, options);
    case 'listByOwner': {
      const { owner, limit, cursor } = call;
      return store.owners?.listByOwner(owner, { limit, ...(cursor !== undefined && { cursor }) }, options);
    }
    case 'deleteByOwner':
      return store.owners?.deleteByOwner(call.owner, { except: call.except }, options);
  }
}

async function clear(store: KeyedStore, limit: number, options: CallOptions | undefined): Promise<unknown> {
  let total = 0;
  for (let pass = 0; pass < maxPasses; pass++) {
    const result = await store.deleteExpired?.(limit, options);
    const { deleted = Number.NaN, more } = result ?? {};
    if (!(deleted >= 0 && deleted <= limit)) return result;
    total += deleted;
    if (more !== true) return { deleted: total, more };
  }
  return { deleted: total, more: true };
}
