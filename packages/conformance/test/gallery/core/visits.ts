import {
  type CreateResult,
  SessionManager,
  type SessionId,
  type SessionKey,
  StoreError,
  type StoredSession,
} from '@sess/core';
import { newRevision } from '../../../src/bench.js';
import type { Data, Sessions } from '../../../src/browser.js';
import {
  type BrokenCore,
  brokenCore as broken,
  cookieIn,
  replace,
  withCalls,
  withMeddling,
  withOptions,
} from './meddling.js';

class KeysFromA extends SessionManager<Data, 'remembered'> {
  override async create(...args: Parameters<Sessions['create']>) {
    const created = await super.create(...args);
    return { ...created, key: `a${created.key.slice(1)}` as SessionKey };
  }
}

class CertainOfAborts extends SessionManager<Data, 'remembered'> {
  override async revokeOwner(...args: Parameters<Sessions['revokeOwner']>): Promise<number> {
    return super.revokeOwner(...args).catch(() => {
      throw new StoreError('It was aborted.', { outcome: 'not-applied' });
    });
  }
}

class DownIsAbsent extends SessionManager<Data, 'remembered'> {
  override open(...[header, facts]: Parameters<Sessions['open']>): ReturnType<Sessions['open']> {
    return super.open(header, facts).catch(() => super.open(undefined, facts));
  }
}

function clean(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

export const brokenVisits: readonly BrokenCore[] = [
  broken(
    'text that cannot be kept is cleaned in silence',
    ['74b'],
    withOptions(({ serializer }) =>
      serializer ? { serializer: { ...serializer, serialize: (value) => clean(serializer.serialize(value)) } } : {},
    ),
  ),
  broken('everybody gets a session', ['15', '21'], withMeddling({ session: (session) => void session.start() })),
  broken(
    'every cookie is asked for',
    ['21', '93'],
    withMeddling({
      before(store, header) {
        store.load(cookieIn(header) as SessionId).catch(() => undefined);
      },
    }),
  ),
  broken(
    'an id that is taken is an error',
    ['16'],
    withCalls(() => async (verb, call) => {
      const answer = await call();
      if (verb === 'create' && (answer as CreateResult).status === 'taken') throw new Error('Duplicate key.');
      return answer;
    }),
  ),
  broken(
    'what cannot be read is empty',
    ['23', '24', '25'],
    withCalls(() => async (verb, call) => {
      const answer = await call();
      if (verb !== 'load' || !answer) return answer;
      const stored = answer as StoredSession;
      return /^\{"v":1,("data":\{|"successor").*\}$/.test(stored.payload)
        ? stored
        : { ...stored, payload: '{"v":1,"data":{},"idle":1}' };
    }),
  ),
  broken(
    'every visit is stored',
    ['38', '77', '44'],
    withMeddling({
      session: (session) => void (session.isNew || session.set('lastVisit', newRevision())),
    }),
  ),
  broken(
    'changes inside a value go unnoticed',
    ['78'],
    withMeddling({
      session(session) {
        const get = session.get.bind(session);
        replace(session, 'get', (key) => structuredClone(get(key)));
      },
    }),
  ),
  broken(
    'there is no absolute timeout',
    ['43', '62', '63'],
    withOptions(() => ({ absoluteTimeout: Infinity })),
  ),
  broken(
    'there is no idle timeout',
    ['62', '63', '65'],
    withOptions(({ absoluteTimeout = { days: 90 } }) => ({ idleTimeout: absoluteTimeout })),
  ),
  broken(
    'every read renews',
    ['44'],
    withOptions(() => ({ renewEvery: 1 })),
  ),
  broken(
    'expire does nothing',
    ['62', '64a', '65'],
    withMeddling({ session: (session) => replace(session, 'expire', () => undefined) }),
  ),
  broken(
    'named lifetimes do nothing',
    ['64b'],
    withMeddling({ session: (session) => replace(session, 'useLifetime', () => undefined) }),
  ),
  broken(
    'a cookie is removed from another path',
    ['49'],
    withMeddling({
      commit: (commit) => async (call) => {
        const result = await commit(call);
        return {
          ...result,
          cookies: result.cookies.map((cookie) => (cookie.maxAgeSeconds === 0 ? { ...cookie, path: '/gone' } : cookie)),
        };
      },
    }),
  ),
  broken(
    'destroy leaves the data in the session',
    ['50'],
    withMeddling({
      session(session) {
        const destroy = session.destroy.bind(session);
        replace(session, 'destroy', async () => {
          const data = session.entries();
          await destroy();
          for (const [key, value] of data) session.set(key, value);
        });
      },
    }),
  ),
  broken(
    'sign-out only removes the cookie',
    ['50', '71', '55b'],
    withCalls(() => (verb, call) => (verb === 'deleteIf' ? Promise.resolve({ status: 'deleted' }) : call())),
  ),
  broken(
    'a path is made where its parent went away',
    ['67b'],
    withOptions(() => ({ onConflict: { cart: () => ({ a: { qty: 2 } }) } })),
  ),
  broken(
    'arrays are put together',
    ['67c'],
    withOptions(() => ({
      onConflict: { list: ({ current, mine }: { current: unknown; mine: unknown }) => [current, mine].flat() },
    })),
  ),
  broken(
    'onConflict is not asked',
    ['69'],
    ({ onConflict: _onConflict, ...options }) => new SessionManager<Data, 'remembered'>(options),
  ),
  broken(
    'the store sees the keys',
    ['92'],
    withOptions(() => ({ hashIds: false })),
  ),
  broken(
    'errors quote what was to be stored',
    ['94'],
    withCalls(
      () => (_verb, call, args) =>
        call().catch(() => {
          throw new StoreError(`Failed to store ${JSON.stringify(args)}.`, { outcome: 'unknown' });
        }),
    ),
  ),
  broken('keys begin with a', ['96'], (options) => new KeysFromA(options)),
  broken('what was aborted is said not to have happened', ['26b'], (options) => new CertainOfAborts(options)),
  broken('a store that is down has no sessions', ['98b', '98c', '102'], (options) => new DownIsAbsent(options)),
  broken(
    'a lost answer is asked for again, blindly',
    ['99c', '99d'],
    withCalls(
      () => (_verb, call) =>
        call().catch((error: unknown) =>
          error instanceof StoreError && error.outcome === 'unknown' ? call() : Promise.reject(error as Error),
        ),
    ),
  ),
];
