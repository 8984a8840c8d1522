import { randomBytes, randomInt } from 'node:crypto';
import type { SessionId } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';
import { naming, type NamedWrite } from './named-versions.js';

/** Returns a counter for each key. */
function counters<Key>() {
  const writes = new Map<Key, number>();
  return {
    next(key: Key): number {
      const next = (writes.get(key) ?? 0) + 1;
      writes.set(key, next);
      return next;
    },
    forget: (key: Key) => writes.delete(key),
  };
}

const lives = new Map<SessionId, { readonly name: string; writes: number }>();
const ofInstance = counters<WiredStore>();
const sinceOpened = counters<WiredStore>();
const ofRecord = counters<SessionId>();
const untilExpiry = counters<SessionId>();
const ofLife = counters<SessionId>();

/** Counts from 1 again if nothing of the former record is left. */
function countOfLife({ id, verb, former }: NamedWrite): string {
  if (verb === 'create' && !former) ofLife.forget(id);
  return String(ofLife.next(id));
}

/** Versions that come back. */
export const brokenNames = [
  broken(
    'a version is a random number of 16 bits',
    ['131a'],
    naming(() => String(randomInt(2 ** 16))),
  ),
  broken(
    'a version is a random number of 24 bits',
    ['131a'],
    naming(() => randomBytes(3).toString('hex')),
  ),
  broken(
    'a version is a random decimal number of 24 bits',
    ['131a'],
    naming(() => String(randomInt(2 ** 24))),
  ),
  broken(
    'a version is the time and a random number of 16 bits',
    ['131a'],
    naming(({ store }) => `${store.clock()}-${randomBytes(2).toString('hex')}`),
  ),
  broken(
    'a version is counted up to 256',
    ['131a'],
    naming(({ store }) => String(ofInstance.next(store) % 256)),
  ),
  broken(
    'a version is counted up to 256 for each record',
    ['131a'],
    naming(({ id }) => String(ofRecord.next(id) % 256)),
  ),
  broken(
    'the writes of a record are counted up to 255',
    ['131a'],
    naming(({ id, verb }) => {
      if (verb === 'create') lives.set(id, { name: randomBytes(8).toString('hex'), writes: 0 });
      const life = lives.get(id)!;
      life.writes = Math.min(life.writes + 1, 255);
      return `${life.name}.${life.writes}`;
    }),
  ),
  broken(
    'a version is the second of the write',
    ['131a'],
    naming(() => String(Math.floor(Date.now() / 1000))),
  ),
  broken(
    'a version is counted by the instance',
    ['131b'],
    naming(({ store }) => String(sinceOpened.next(store))),
  ),
  broken(
    'a version is counted from the time at which the instance was opened',
    ['131b'],
    naming(({ store }) => String(openedAt(store) * 1000 + sinceOpened.next(store))),
  ),
  broken(
    'a version is counted from 1 once an expired record was replaced',
    ['131c'],
    naming(({ store, id, verb, former }) => {
      if (verb === 'create' && former && former.expiresAt <= store.clock()) untilExpiry.forget(id);
      return String(untilExpiry.next(id));
    }),
  ),
  broken('a version is counted from 1 once the record was removed', ['131c', '34'], naming(countOfLife)),
];

const opened = new WeakMap<WiredStore, number>();

function openedAt(store: WiredStore): number {
  const at = opened.get(store) ?? store.clock();
  opened.set(store, at);
  return at;
}
