import {
  type CreateResult,
  type SessionId,
  type SessionKey,
  SessionManager,
  type StoredSession,
  StoreError,
} from '@sess/core';
import type { Data, Sessions } from '../../../src/suite/sessions.js';
import { brokenEveryVisits, DownIsAbsent } from './every-visits.js';
import {
  type BrokenCore,
  brokenCore as broken,
  cookieIn,
  withCalls,
  withSessionChanges,
  withOptions,
} from './broken-core.js';

class KeysFromA extends SessionManager<Data, 'remembered'> {
  override async create(...args: Parameters<Sessions['create']>) {
    const created = await super.create(...args);
    return { ...created, key: `a${created.key!.slice(1)}` as SessionKey };
  }
}

class CertainOfAborts extends SessionManager<Data, 'remembered'> {
  override async revokeOwner(...args: Parameters<Sessions['revokeOwner']>): Promise<number> {
    return super.revokeOwner(...args).catch(() => {
      throw new StoreError('It was aborted.', { outcome: 'not-applied' });
    });
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof StoreError && error.outcome === 'unknown';
}

export const brokenVisits: readonly BrokenCore[] = [
  ...brokenEveryVisits,
  broken(
    'every cookie is looked up in the store',
    ['21', '93'],
    withSessionChanges({
      before(store, header) {
        store.load(cookieIn(header) as SessionId).catch(() => undefined);
      },
    }),
  ),
  broken(
    'an id that is taken is an error',
    ['16'],
    withCalls(() => async (verb, call) => {
      const result = await call();
      if (verb === 'create' && (result as CreateResult).status === 'taken') throw new Error('Duplicate key.');
      return result;
    }),
  ),
  broken(
    'a corrupt payload reads as empty',
    ['23', '24', '25'],
    withCalls(() => async (verb, call) => {
      const result = await call();
      if (verb !== 'load' || !result) return result;
      const stored = result as StoredSession;
      return /^\{"v":1,("data":\{|"successor").*\}$/.test(stored.payload)
        ? stored
        : { ...stored, payload: '{"v":1,"data":{},"idle":1}' };
    }),
  ),
  broken(
    'every read renews',
    ['44'],
    withOptions(() => ({ renewEvery: 1 })),
  ),
  broken(
    'signing out only removes the cookie',
    ['50', '71', '55b'],
    withCalls(() => (verb, call) => (verb === 'deleteIf' ? Promise.resolve({ status: 'deleted' }) : call())),
  ),
  broken(
    'a path is created if its parent was removed',
    ['67b'],
    withOptions(() => ({ onConflict: { cart: () => ({ a: { qty: 2 } }) } })),
  ),
  broken(
    'arrays are concatenated',
    ['67c'],
    withOptions(() => ({
      onConflict: { list: ({ current, mine }: { current: unknown; mine: unknown }) => [current, mine].flat() },
    })),
  ),
  broken(
    'onConflict is ignored',
    ['69'],
    ({ onConflict: _onConflict, ...options }) => new SessionManager<Data, 'remembered'>(options),
  ),
  broken(
    'the store sees the keys',
    ['92'],
    withOptions(() => ({ hashIds: false })),
  ),
  broken('keys begin with a', ['96'], (options) => new KeysFromA(options)),
  broken("an aborted write has the outcome 'not-applied'", ['26b'], (options) => new CertainOfAborts(options)),
  broken(
    "a lost response is treated as 'gone'",
    ['99c', '99d'],
    withCalls(
      () => (verb, call) =>
        call().catch((error: unknown) =>
          verb === 'update' && isUnknown(error) ? { status: 'gone' } : Promise.reject(error as Error),
        ),
    ),
  ),
  broken(
    "a write whose response was lost has the outcome 'not-applied'",
    ['99c'],
    withCalls(
      () => (_verb, call) =>
        call().catch((error: unknown) =>
          Promise.reject(isUnknown(error) ? new StoreError('lost', { outcome: 'not-applied' }) : (error as Error)),
        ),
    ),
  ),
  broken('a frozen backend has no sessions', ['98c'], (options) => new DownIsAbsent(options)),
];
