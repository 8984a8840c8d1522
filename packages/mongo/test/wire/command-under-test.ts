import { newId, newRecord } from '@sess/conformance/records';
import type { KeyedStore, SessionId, SessionRecord } from '@sess/core';
import type { MongoSessionStore, SessionCollection } from '../../src/index.js';

/**
 * A read; a write of one document; a write of several, which the driver does not repeat; a delete that may be repeated.
 */
export type CommandKind = 'read' | 'write' | 'writes' | 'repeatable delete';

/** A call of the store, and how to tell whether it was carried out. */
interface Prepared {
  readonly call: () => Promise<unknown>;
  /** Reads the database without the store and the proxy. */
  readonly isApplied: () => Promise<boolean>;
  /** Whether the result says that it was carried out. */
  readonly saysApplied: (answer: unknown) => boolean;
}

/** One command of one verb: a row of the table. */
export interface CommandUnderTest {
  readonly title: string;
  /** The command that the fault happens to. */
  readonly command: 'find' | 'insert' | 'update' | 'delete' | 'listIndexes' | 'createIndexes';
  readonly kind: CommandKind;
  /** Needs a collection without indexes each time. */
  readonly makesIndexes?: true;
  /** Sets up the call. */
  prepare(store: MongoSessionStore, raw: SessionCollection, others: KeyedStore): Promise<Prepared>;
}

const written = (answer: unknown): boolean => (answer as { status: string }).status === 'written';
const deleted = (answer: unknown): boolean => (answer as { status: string }).status === 'deleted';
const stands = async (raw: SessionCollection, id: SessionId, revision: string): Promise<boolean> =>
  (await raw.findOne({ _id: id, revision })) !== null;
const isGone = async (raw: SessionCollection, id: SessionId): Promise<boolean> =>
  (await raw.findOne({ _id: id })) === null;

async function stored(others: KeyedStore, more: Partial<SessionRecord> = {}) {
  const [id, record] = [newId(), newRecord(more)];
  await others.create(id, record);
  return { id, version: record.revision, record };
}

/** A read carries out nothing, so its result is checked instead. */
const nothing = { isApplied: () => Promise.resolve(false) };

export const commandsUnderTest: readonly CommandUnderTest[] = [
  {
    title: 'load',
    command: 'find',
    kind: 'read',
    async prepare(store, _raw, others) {
      const { id, record } = await stored(others);
      const isRight = (answer: unknown) => (answer as SessionRecord | undefined)?.revision !== record.revision;
      return { call: () => store.load(id), ...nothing, saysApplied: isRight };
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
        isApplied: () => stands(raw, id, record.revision),
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
        isApplied: () => stands(raw, id, record.revision),
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
        isApplied: () => stands(raw, id, record.revision),
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
        isApplied: () => stands(raw, id, record.revision),
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
        isApplied: () => stands(raw, id, revision),
        saysApplied: (answer) => answer === true,
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
        // What matters is that it is gone. Whether this call removed it can only be told of what was sent once.
        saysApplied: (answer) => typeof answer === 'boolean',
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
    title: 'listByOwner',
    command: 'find',
    kind: 'read',
    async prepare(store, _raw, others) {
      const owner = newId();
      await stored(others, { owner });
      const isWrong = (answer: unknown) => (answer as { sessions: unknown[] }).sessions.length !== 1;
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
    saysApplied: (answer: unknown) => (answer as { deleted: number }).deleted > 0,
  };
}

async function prepareRevocation(store: MongoSessionStore, raw: SessionCollection, others: KeyedStore) {
  const owner = newId();
  const ids = await Promise.all([1, 2].map(async () => (await stored(others, { owner })).id));
  return {
    call: () => store.owners.deleteByOwner(owner, { except: [] }),
    isApplied: () => areGone(raw, ids),
    saysApplied: (answer: unknown) => Number(answer) > 0,
  };
}

async function prepareIndexes(store: MongoSessionStore, raw: SessionCollection, others: KeyedStore) {
  await stored(others);
  return {
    call: () => store.ensureIndexes({ owner: false }),
    isApplied: async () => (await raw.listIndexes().toArray()).length > 1,
    saysApplied: (answer: unknown) => answer === undefined,
  };
}

/** Nothing is said to be done of which only a part is. */
async function areGone(raw: SessionCollection, ids: readonly SessionId[]): Promise<boolean> {
  const left = await raw.find({ _id: { $in: ids } }).toArray();
  return left.length < ids.length;
}
