import type { KeyedStore, SessionRecord, StoredSession } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';
import { LastWriteWins } from './update.js';

export type Compare = (record: SessionRecord, current: StoredSession) => boolean;

export const isLong = ({ payload }: SessionRecord): boolean => payload.length > 32_768;
export const isSame = (part: keyof SessionRecord) => (record: SessionRecord, current: StoredSession) =>
  record[part] === current[part];

/** Does not compare the version if it writes such records. */
function updatesWhateverTheVersion(isSo: Compare) {
  return overriding({
    async update(next, call, store) {
      const current = await store.server.load(call[0]);
      return current && isSo(call[1], current) ? lastWriteWins(store).update(...call) : next(...call);
    },
  });
}

export function lastWriteWins({ backend, clock }: WiredStore): WiredStore {
  return new LastWriteWins(backend, clock);
}

/** Replaces live records that compare like this. */
function createsOver(isSo: Compare) {
  return overriding({
    async create(next, call, store) {
      const [id, record] = call;
      const live = await store.server.load(id);
      if (live && isSo(record, live)) await store.server.delete(id);
      return next(...call);
    },
  });
}

type Conflicting = 'update' | 'deleteIf';

/** Changes the record that a conflict of this verb carries. */
function conflictsWith(verb: Conflicting, change: (current: StoredSession) => StoredSession) {
  const changed = <Result extends Awaited<ReturnType<KeyedStore[Conflicting]>>>(result: Result): Result =>
    result.status === 'conflict' ? { ...result, current: change(result.current) } : result;
  return verb === 'update'
    ? overriding({ update: async (next, call) => changed(await next(...call)) })
    : overriding({ deleteIf: async (next, call) => changed(await next(...call)) });
}

function without(...parts: readonly (keyof SessionRecord)[]) {
  return (current: StoredSession) =>
    Object.fromEntries(Object.entries(current).filter(([name]) => !parts.includes(name as never))) as never;
}

/** Mistakes that only some records meet. */
export const brokenSometimes = [
  broken(
    'create replaces a live record of the same owner',
    ['127a'],
    createsOver((record, live) => record.owner !== undefined && record.owner === live.owner),
  ),
  broken(
    "create returns 'written' if the same payload is there",
    ['127a'],
    overriding({
      async create(next, call, store) {
        const result = await next(...call);
        const live = await store.server.load(call[0]);
        return live && live.payload === call[1].payload ? { status: 'written', version: live.version } : result;
      },
    }),
  ),
  broken(
    'create replaces a live record that ends earlier',
    ['127a'],
    createsOver((record, live) => record.expiresAt > live.expiresAt),
  ),
  broken('create replaces a live record that was created at the same time', ['127a'], createsOver(isSame('createdAt'))),
  broken(
    'create replaces a live record whose payload is empty',
    ['127a', '12'],
    createsOver((_, { payload }) => payload === ''),
  ),
  broken(
    'create in the past removes the live record',
    ['127a'],
    createsOver(({ expiresAt }, { createdAt }) => expiresAt <= createdAt),
  ),
  broken(
    'update does not compare the version if the payload is the same',
    ['127b'],
    updatesWhateverTheVersion(isSame('payload')),
  ),
  broken(
    'update does not compare the version if the owner is another',
    ['127b'],
    updatesWhateverTheVersion((record, live) => record.owner !== live.owner),
  ),
  broken('update does not compare the version of long payloads', ['127b'], updatesWhateverTheVersion(isLong)),
  broken(
    'update does not compare the version if the deadline moves forward',
    ['127b'],
    updatesWhateverTheVersion((record, live) => record.expiresAt > live.expiresAt),
  ),
  broken(
    'touch does not compare the version if the deadline moves forward',
    ['127b'],
    overriding({
      async touch(next, [id, expiresAt, version, revision, options], store) {
        const live = await store.server.load(id);
        const isLater = live !== undefined && expiresAt > live.expiresAt;
        return next(id, expiresAt, isLater ? live.version : version, revision, options);
      },
    }),
  ),
  broken(
    'deleteIf does not compare the version of a record without an owner',
    ['127b'],
    overriding({
      async deleteIf(next, [id, version, options], store) {
        const live = await store.server.load(id);
        return next(id, live && live.owner === undefined ? live.version : version, options);
      },
    }),
  ),
  broken(
    'a conflict of deleteIf carries neither owner nor attributes',
    ['127b'],
    conflictsWith('deleteIf', without('owner', 'attributes')),
  ),
  broken('a conflict of deleteIf carries no revision', ['127b', '46c'], conflictsWith('deleteIf', without('revision'))),
  broken('a conflict of update carries no attributes', ['127b', '32'], conflictsWith('update', without('attributes'))),
  broken(
    'a conflict carries long payloads cut',
    ['127b'],
    conflictsWith('update', (current) => ({ ...current, payload: current.payload.slice(0, 65_536) })),
  ),
  broken(
    'a conflict carries the deadline that was asked for',
    ['127b'],
    overriding({
      async update(next, call) {
        const result = await next(...call);
        if (result.status !== 'conflict') return result;
        return { ...result, current: { ...result.current, expiresAt: call[1].expiresAt } };
      },
    }),
  ),
  broken(
    'touch to the deadline that stands returns false',
    ['128a'],
    overriding({
      async touch(next, call, store) {
        const live = await store.server.load(call[0]);
        return live?.expiresAt === call[1] ? false : next(...call);
      },
    }),
  ),
  broken(
    'touch to the deadline that stands returns true and writes nothing',
    ['128a'],
    overriding({
      async touch(next, call, store) {
        const live = await store.server.load(call[0]);
        return live?.expiresAt === call[1] && live.version === call[2] ? true : next(...call);
      },
    }),
  ),
  broken(
    'an update that changes only the revision is not sent',
    ['128a'],
    overriding({
      async update(next, call, store) {
        const live = await store.server.load(call[0]);
        const isEqual = live?.version === call[2] && isUnchanged(call[1], live);
        return isEqual ? { status: 'written', version: live.version } : next(...call);
      },
    }),
  ),
  broken(
    'an update to the same owner leaves the attributes as they were',
    ['128a'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const live = await store.server.load(id);
        const isOwned = live?.owner !== undefined && live.owner === record.owner;
        return next(id, isOwned ? { ...record, attributes: live.attributes ?? {} } : record, version, options);
      },
    }),
  ),
  broken(
    'an update of a long payload leaves the owner as it was',
    ['128a'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const live = await store.server.load(id);
        const { owner: _, ...rest } = record;
        const kept = { ...rest, ...(live?.owner !== undefined && { owner: live.owner }) };
        return next(id, isLong(record) ? kept : record, version, options);
      },
    }),
  ),
];

function isUnchanged(record: SessionRecord, live: StoredSession): boolean {
  const { payload, owner, expiresAt, attributes = {} } = live;
  const values = [payload, owner, expiresAt, JSON.stringify(attributes)];
  const given = [record.payload, record.owner, record.expiresAt, JSON.stringify(record.attributes ?? {})];
  return values.every((value, at) => value === given[at]);
}
