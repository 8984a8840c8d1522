import { SessionManager, StoreError } from '@sess/core';
import { newRevision } from '../../../src/fixture/random-ids.js';
import type { Data, Sessions } from '../../../src/suite/sessions.js';
import {
  type BrokenCore,
  brokenCore as broken,
  replace,
  withCalls,
  withSessionChanges,
  withOptions,
} from './broken-core.js';

export class DownIsAbsent extends SessionManager<Data, 'remembered'> {
  override open(...[header, facts]: Parameters<Sessions['open']>): ReturnType<Sessions['open']> {
    return super.open(header, facts).catch(() => super.open(undefined, facts));
  }
}

function clean(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** Mistakes of core with every store, keyed or sealed. */
export const brokenEveryVisits: readonly BrokenCore[] = [
  broken(
    'text that cannot be kept is silently changed',
    ['74b'],
    withOptions(({ serializer }) =>
      serializer ? { serializer: { ...serializer, serialize: (value) => clean(serializer.serialize(value)) } } : {},
    ),
  ),
  broken(
    'every visitor gets a session',
    ['15', '21'],
    withSessionChanges({ session: (session) => void session.start() }),
  ),
  broken(
    'every visit is stored',
    ['38', '77', '44'],
    withSessionChanges({
      session: (session) => void (session.isNew || session.set('lastVisit', newRevision())),
    }),
  ),
  broken(
    'changes inside a value are not noticed',
    ['78'],
    withSessionChanges({
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
    'expire does nothing',
    ['62', '64a', '65'],
    withSessionChanges({ session: (session) => replace(session, 'expire', () => undefined) }),
  ),
  broken(
    'named lifetimes do nothing',
    ['64b'],
    withSessionChanges({ session: (session) => replace(session, 'useLifetime', () => undefined) }),
  ),
  broken(
    'a cookie is removed from another path',
    ['49'],
    withSessionChanges({
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
    withSessionChanges({
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
    'errors quote the data',
    ['94'],
    withCalls(
      () => (_verb, call, args) =>
        call().catch(() => {
          throw new StoreError(`Failed to store ${JSON.stringify(args)}.`, { outcome: 'unknown' });
        }),
    ),
  ),
  broken('a store that is down has no sessions', ['98b', '102'], (options) => new DownIsAbsent(options)),
];
