import { randomBytes } from 'node:crypto';
import type { SessionId } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, overriding, type StoreClass } from './broken-store.js';
import { naming } from './named-versions.js';

const randomName = () => randomBytes(12).toString('hex');

function counter(): () => number {
  let writes = 0;
  return () => ++writes;
}

/** Compares random versions like this. */
function comparing(isMatch: (stored: string, given: string) => boolean): StoreClass {
  return naming(randomName, isMatch);
}

/** Compares counted versions like this. */
function comparingCounts(isMatch: (stored: string, given: string) => boolean, first = 0n): StoreClass {
  const next = counter();
  return naming(() => String(first + BigInt(next())), isMatch);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Accepts a version that the record had before. */
function acceptingFormer(isAccepted: (former: readonly string[], given: string) => boolean): StoreClass {
  const histories = new Map<SessionId, string[]>();
  const currentOf = async (store: WiredStore, id: SessionId, given: string) => {
    const current = (await store.server.load(id))?.version;
    const former = histories.get(id) ?? [];
    if (current !== undefined && former.at(-1) !== current) histories.set(id, [...former, current]);
    return current !== undefined && isAccepted(former, given) ? current : given;
  };
  return overriding({
    load: async (next, call, store) => {
      await currentOf(store, call[0], '');
      return next(...call);
    },
    update: async (next, [id, record, version, options], store) =>
      next(id, record, await currentOf(store, id, version), options),
    deleteIf: async (next, [id, version, options], store) => next(id, await currentOf(store, id, version), options),
  });
}

const touchedFrom = new Map<string, { readonly store: WiredStore; readonly version: string }>();
const idsByVersion = new Map<string, SessionId>();

/** Finds the record by its version alone. */
const IgnoresIds = overriding({
  async load(next, call) {
    const found = await next(...call);
    if (found) idsByVersion.set(found.version, call[0]);
    return found;
  },
  update: (next, [id, record, version, options]) => next(idsByVersion.get(version) ?? id, record, version, options),
});

const DeletesByVersion = overriding({
  async load(next, call) {
    const found = await next(...call);
    if (found) idsByVersion.set(found.version, call[0]);
    return found;
  },
  async deleteIf(next, call, store) {
    const other = idsByVersion.get(call[1]);
    if (other !== undefined && other !== call[0]) await store.server.deleteIf(other, call[1]);
    return next(...call);
  },
});

/** Versions that match what they must not match. */
export const brokenComparisons = [
  broken(
    'versions are compared without case',
    ['129a'],
    comparing((stored, given) => stored === given.toLowerCase()),
  ),
  broken(
    'versions are compared as numbers',
    ['129a'],
    comparingCounts((stored, given) => Number(stored) === Number(given || NaN)),
  ),
  broken(
    'versions are parsed as integers',
    ['129a'],
    comparingCounts((stored, given) => Number(stored) === Number.parseInt(given, 10)),
  ),
  broken(
    'versions are compared as doubles',
    ['129a'],
    comparingCounts((stored, given) => /^\d+$/.test(given) && Number(stored) === Number(given), 2n ** 60n),
  ),
  broken(
    'versions are compared by their low 32 bits',
    ['129a'],
    comparingCounts(
      (stored, given) =>
        /^-?\d+$/.test(given) && BigInt.asIntN(32, BigInt(stored)) === BigInt.asIntN(32, BigInt(given)),
    ),
  ),
  broken(
    'an empty version matches any',
    ['129a'],
    comparing((stored, given) => given === '' || stored === given),
  ),
  broken(
    'the version * matches any',
    ['129a'],
    comparing((stored, given) => given === '*' || stored === given),
  ),
  broken(
    'a version is trimmed',
    ['129a'],
    comparing((stored, given) => stored === given.trim()),
  ),
  broken(
    'a version may end with spaces',
    ['129a'],
    comparing((stored, given) => stored === given.replace(/ +$/, '')),
  ),
  broken(
    'the beginning of a version matches',
    ['129a'],
    comparing((stored, given) => given !== '' && stored.startsWith(given)),
  ),
  broken(
    'a version with something behind it matches',
    ['129a'],
    comparing((stored, given) => given.startsWith(stored)),
  ),
  broken(
    'only the first eight characters of a version are compared',
    ['129a'],
    comparing((stored, given) => stored.slice(0, 8) === given.slice(0, 8)),
  ),
  broken(
    'only the end of a version is compared',
    ['129a'],
    comparing((stored, given) => stored.slice(-4) === given.slice(-4)),
  ),
  broken(
    'a version is decoded like a URL',
    ['129a'],
    comparing((stored, given) => stored === decoded(given)),
  ),
  broken(
    'a version is compared with LIKE',
    ['129a'],
    comparing((stored, given) => {
      const pattern = given
        .replaceAll(/[^a-z\d%_]/g, '')
        .replaceAll('%', '.*')
        .replaceAll('_', '.');
      return new RegExp(`^${pattern}$`).test(stored);
    }),
  ),
  broken(
    'quotes around a version are removed',
    ['129a'],
    comparing((stored, given) => stored === given.replaceAll('"', '')),
  ),
  broken(
    'full-width digits are the same version',
    ['129a'],
    comparing((stored, given) => stored === given.normalize('NFKC')),
  ),
  broken(
    'a revision matches as well as a version',
    ['129a'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const live = await store.server.load(id);
        return next(id, record, live?.revision === version ? live.version : version, options);
      },
    }),
  ),
  broken(
    'the former version still matches',
    ['129b'],
    acceptingFormer((former, given) => former.at(-2) === given),
  ),
  broken(
    'the first version of an id always matches',
    ['129b'],
    acceptingFormer((former, given) => former[0] === given),
  ),
  broken('update finds its record by the version alone', ['130'], IgnoresIds),
  broken('deleteIf also deletes another record with that version', ['130'], DeletesByVersion),
  broken(
    'touch accepts the version of any record',
    ['130'],
    overriding({
      async touch(next, [id, expiresAt, version, revision, options], store) {
        const isKnown = JSON.stringify(store.backend.dump()).includes(`\\"version\\":\\"${version}\\"`);
        const live = isKnown ? await store.server.load(id) : undefined;
        return next(id, expiresAt, live?.version ?? version, revision, options);
      },
    }),
  ),
  broken(
    'deleteIf removes a record that was only touched since, by the same instance',
    ['129b'],
    overriding({
      async touch(next, call, store) {
        const isDone = await next(...call);
        const live = isDone ? await store.server.load(call[0]) : undefined;
        if (live) touchedFrom.set(live.version, { store, version: call[2] });
        return isDone;
      },
      async deleteIf(next, [id, version, options], store) {
        const live = await store.server.load(id);
        const former = live && touchedFrom.get(live.version);
        const isOwn = former?.store === store && former.version === version;
        return next(id, isOwn && live ? live.version : version, options);
      },
    }),
  ),
];
