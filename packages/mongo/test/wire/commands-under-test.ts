import { newId, newRecord } from '@sess/conformance/records';
import type { KeyedStore, SessionId, SessionRecord } from '@sess/core';
import type { MongoSessionStore, SessionCollection } from '../../src/index.js';
import type { CommandUnderTest } from './command-under-test.js';

const written = (result: unknown): boolean => (result as { status: string }).status === 'written';
const deleted = (result: unknown): boolean => (result as { status: string }).status === 'deleted';
const hasRevision = async (raw: SessionCollection, id: SessionId, revision: string): Promise<boolean> =>
  (await raw.findOne({ _id: id, revision })) !== null;
const isGone = async (raw: SessionCollection, id: SessionId): Promise<boolean> =>
  (await raw.findOne({ _id: id })) === null;

async function stored(others: KeyedStore, more: Partial<SessionRecord> = {}) {
  const [id, record] = [newId(), newRecord(more)];
  await others.create(id, record);
  return { id, version: record.revision, record };
}

/** A read applies nothing, so the result is checked instead. */
const nothing = { isApplied: () => Promise.resolve(false) };

export const commandsUnderTest: readonly CommandUnderTest[] = [
  {
    title: 'load',
    command: 'find',
    kind: 'read',
    async prepare(store, _raw, others) {
      const { id, record } = await stored(others);
      const isWrong = (result: unknown) => (result as SessionRecord | undefined)?.revision !== record.revision;
      return { call: () => store.load(id), ...nothing, saysApplied: isWrong };
    },
  },
  {
    title: 'create',
    command: 'insert',
    kind: 'write',
    prepare(store, raw) {
      const [id, record] = [newId(), newRecord()];
      return Promise.resolve({
        call: () => store.create(id, record),
        isApplied: () => hasRevision(raw, id, record.revision),
        saysApplied: written,
      });
    },
  },
  {
    title: 'create over expired',
    command: 'update',
    kind: 'write',
    async prepare(store, raw, others) {
      const [{ id }, record] = [await stored(others, { expiresAt: 1 }), newRecord()];
      return {
        call: () => store.create(id, record),
        isApplied: () => hasRevision(raw, id, record.revision),
        saysApplied: written,
      };
    },
  },
  {
    title: 'update',
    command: 'update',
    kind: 'write',
    async prepare(store, raw, others) {
      const [{ id, version }, record] = [await stored(others), newRecord()];
      return {
        call: () => store.update(id, record, version),
        isApplied: () => hasRevision(raw, id, record.revision),
        saysApplied: written,
      };
    },
  },
  {
    title: 'update, refused',
    command: 'find',
    kind: 'read',
    async prepare(store, raw, others) {
      const [{ id }, record] = [await stored(others), newRecord()];
      return {
        call: () => store.update(id, record, 'another'),
        isApplied: () => hasRevision(raw, id, record.revision),
        saysApplied: written,
      };
    },
  },
  {
    title: 'touch',
    command: 'update',
    kind: 'write',
    async prepare(store, raw, others) {
      const { id, version, record } = await stored(others);
      const { revision } = newRecord();
      return {
        call: () => store.touch(id, record.expiresAt + 5, version, revision),
        isApplied: () => hasRevision(raw, id, revision),
        saysApplied: (result) => result === true,
      };
    },
  },
  {
    title: 'delete',
    command: 'delete',
    kind: 'repeatable delete',
    async prepare(store, raw, others) {
      const { id } = await stored(others);
      return {
        call: () => store.delete(id),
        isApplied: () => isGone(raw, id),
        // The record must be gone. Whether this call removed it is known only if the driver sent it once.
        saysApplied: (result) => typeof result === 'boolean',
      };
    },
  },
  {
    title: 'deleteIf',
    command: 'delete',
    kind: 'write',
    async prepare(store, raw, others) {
      const { id, version } = await stored(others);
      return {
        call: () => store.deleteIf(id, version),
        isApplied: () => isGone(raw, id),
        saysApplied: deleted,
      };
    },
  },
  {
    title: 'deleteIf, refused',
    command: 'find',
    kind: 'read',
    async prepare(store, raw, others) {
      const { id } = await stored(others);
      return { call: () => store.deleteIf(id, 'another'), isApplied: () => isGone(raw, id), saysApplied: deleted };
    },
  },
  {
    title: 'deleteExpired, finding',
    command: 'find',
    kind: 'read',
    prepare: (store, raw, others) => prepareClearing(store, raw, others),
  },
  {
    title: 'deleteExpired, deleting',
    command: 'delete',
    kind: 'writes',
    prepare: (store, raw, others) => prepareClearing(store, raw, others),
  },
  {
    title: 'countExpired',
    command: 'aggregate',
    kind: 'read',
    async prepare(store, _raw, others) {
      await stored(others, { expiresAt: 1 });
      return { call: () => store.countExpired(1), ...nothing, saysApplied: (result) => result !== 1 };
    },
  },
  {
    title: 'listByOwner',
    command: 'find',
    kind: 'read',
    async prepare(store, _raw, others) {
      const owner = newId();
      await stored(others, { owner });
      const isWrong = (result: unknown) => (result as { sessions: unknown[] }).sessions.length !== 1;
      return { call: () => store.owners.listByOwner(owner, { limit: 5 }), ...nothing, saysApplied: isWrong };
    },
  },
  {
    title: 'deleteByOwner, finding',
    command: 'find',
    kind: 'read',
    prepare: (store, raw, others) => prepareRevocation(store, raw, others),
  },
  {
    title: 'deleteByOwner, deleting',
    command: 'delete',
    kind: 'writes',
    prepare: (store, raw, others) => prepareRevocation(store, raw, others),
  },
  {
    title: 'ensureIndexes, listing',
    command: 'listIndexes',
    kind: 'read',
    makesIndexes: true,
    prepare: (store, raw, others) => prepareIndexes(store, raw, others),
  },
  {
    title: 'ensureIndexes, creating',
    command: 'createIndexes',
    kind: 'writes',
    makesIndexes: true,
    prepare: (store, raw, others) => prepareIndexes(store, raw, others),
  },
];

async function prepareClearing(store: MongoSessionStore, raw: SessionCollection, others: KeyedStore) {
  const ids = await Promise.all([1, 2].map(async () => (await stored(others, { expiresAt: 1 })).id));
  return {
    call: () => store.deleteExpired(5),
    isApplied: () => areGone(raw, ids),
    saysApplied: (result: unknown) => (result as { deleted: number }).deleted > 0,
  };
}

async function prepareRevocation(store: MongoSessionStore, raw: SessionCollection, others: KeyedStore) {
  const owner = newId();
  const ids = await Promise.all([1, 2].map(async () => (await stored(others, { owner })).id));
  return {
    call: () => store.owners.deleteByOwner(owner, { except: [] }),
    isApplied: () => areGone(raw, ids),
    saysApplied: (result: unknown) => Number(result) > 0,
  };
}

async function prepareIndexes(store: MongoSessionStore, raw: SessionCollection, others: KeyedStore) {
  await stored(others);
  return {
    call: () => store.ensureIndexes({ owner: false }),
    isApplied: async () => (await raw.listIndexes().toArray()).length > 1,
    saysApplied: (result: unknown) => result === undefined,
  };
}

/** Whether at least one of the records was removed. */
async function areGone(raw: SessionCollection, ids: readonly SessionId[]): Promise<boolean> {
  const left = await raw.find({ _id: { $in: ids } }).toArray();
  return left.length < ids.length;
}
