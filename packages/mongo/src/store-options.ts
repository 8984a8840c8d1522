import type { StoreLimits } from '@sess/core';
import { booleanRule, checkOptions, clockRule, countRule, countRuleUpTo } from '@sess/core/store';

/** Options of a `MongoSessionStore`. */
export interface MongoSessionStoreOptions {
  /**
   * `text`: the payload is one string. `document`: it is a document of its own that queries can look into, provided
   * that MongoDB returns exactly the same text for it; otherwise it is a string too. Each reads what the other wrote.
   *
   * @defaultValue 'text'
   */
  readonly payload?: 'text' | 'document';
  /** The longest payload, in bytes of UTF-8; at most 15 MiB, because a document has at most 16. @defaultValue 1 MiB */
  readonly maxPayloadBytes?: number;
  /**
   * When a write counts as done. With less than `majority`, an election can undo what was acknowledged: a session then
   * lacks its last change, or a session that was signed out is back.
   *
   * @defaultValue `{ w: 'majority' }`
   */
  readonly writeConcern?: SessionWriteConcern;
  /**
   * Where `load` and lists read. Anything but `primary` can miss the last seconds: a session that was just created, or
   * one that was just revoked. What decides about a write is always read from the primary.
   *
   * @defaultValue 'primary'
   */
  readonly readPreference?: ReadPreferenceMode | object;
  /**
   * Which writes a read sees. `majority` sees none that an election can undo. `local` also sees those that a majority
   * does not have yet. `linearizable` also excludes a former primary that does not yet know of its successor, and costs
   * a trip between the servers. With another write concern than `majority`, what decides about a write is read with
   * `local` (or `linearizable`), because a majority may not have yet what the write met.
   *
   * @defaultValue `{ level: 'majority' }`; with another write concern than `majority`, the setting of the collection,
   * its database or the client
   */
  readonly readConcern?: {
    readonly level: 'local' | 'available' | 'majority' | 'linearizable' | 'snapshot';
  };
  /**
   * Whether queries by owner, and their index, ask for a comparison by bytes. `false` for servers that refuse a
   * collation, as Amazon DocumentDB before 8.0 does. Sessions of another owner are never listed or ended, whatever the
   * server considers equal.
   *
   * @defaultValue true
   */
  readonly collation?: boolean;
  /**
   * Uses a server although it does not change a document in one step, which FerretDB before 2.0 does not. Such a server
   * tells two requests that both have changed a session, and keeps the changes of one. A request that was in progress
   * during a sign-out can bring the session back. Neither causes an error. For development on one's own machine.
   *
   * By default the store asks the server what it is (`buildInfo`) once, before its first command, and every call
   * rejects on such a server with a `StoreError` that names the server.
   *
   * @defaultValue false
   */
  readonly allowUnsafeServer?: boolean;
  /**
   * A `ClientSession` of the driver with a transaction, for a store that is made for this transaction: all its reads
   * and writes of sessions belong to it (`ensureIndexes` and `diagnose` do not). What they return is true once the
   * transaction is committed. If it is aborted, none of the writes happened. Calls before and after the transaction
   * reject. A call that meets another transaction rejects with a `StoreError` whose `cause.errorLabels` contain
   * `TransientTransactionError`: abort the transaction, and start again with a new one and a new store.
   */
  readonly clientSession?: TransactionSession;
  /** Returns epoch milliseconds; decides what is expired. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

/** The part of the driver's `ClientSession` that the store calls. The driver gets the whole object. */
export interface TransactionSession {
  /** Whether a transaction has begun and not ended. */
  inTransaction(): boolean;
}

/** As the driver takes it. `w: 0` is refused, because the result of such a write is never known. */
export interface SessionWriteConcern {
  readonly w?: number | 'majority' | (string & {});
  /** Whether the write must be in the journal on disk. */
  readonly journal?: boolean;
  /** How long the server waits for the others, in milliseconds. After that the outcome is unknown. */
  readonly wtimeoutMS?: number;
}

/** The driver's names for where to read. */
export type ReadPreferenceMode = 'primary' | 'primaryPreferred' | 'secondary' | 'secondaryPreferred' | 'nearest';

const modes: ReadPreferenceMode[] = ['primary', 'primaryPreferred', 'secondary', 'secondaryPreferred', 'nearest'];
const readConcerns: unknown[] = ['local', 'available', 'majority', 'linearizable', 'snapshot'];

/** A document has at most 16 MiB. The rest is for owner, attributes and names. */
const mostPayloadBytes = 15 * 1024 * 1024;
/** The last instant that JavaScript has. A BSON date goes further. */
const maxExpiresAt = 8_640_000_000_000_000;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const [isCount] = countRule;

/** @throws {@link @sess/core#SessionError} `INVALID_OPTION` that names the option */
export function checkStoreOptions(options: MongoSessionStoreOptions): void {
  checkOptions('MongoSessionStore', options, {
    payload: [(value) => value === 'text' || value === 'document', "must be 'text' or 'document'"],
    maxPayloadBytes: countRuleUpTo(mostPayloadBytes),
    writeConcern: [isObject, "must be an object such as { w: 'majority' }"],
    readPreference: [
      (value) => isObject(value) || modes.includes(value as ReadPreferenceMode),
      `must be one of ${modes.join(', ')}, or a ReadPreference of the driver`,
    ],
    readConcern: [
      (value) => isObject(value) && 'level' in value && readConcerns.includes(value.level),
      `must be { level }, with a level of ${readConcerns.join(', ')}`,
    ],
    collation: booleanRule,
    allowUnsafeServer: booleanRule,
    clientSession: [(value) => isObject(value) && 'inTransaction' in value, 'must be a ClientSession of the driver'],
    clock: clockRule,
  });
  const writeConcern: SessionWriteConcern = options.writeConcern ?? {};
  checkOptions('MongoSessionStore.writeConcern', writeConcern, {
    w: [
      (value) => (typeof value === 'string' ? value !== '' : isCount(value)),
      'must be a positive integer or a name: the result of a write that is not acknowledged is never known',
    ],
    journal: booleanRule,
    wtimeoutMS: countRule,
  });
}

export function limitsOf({ maxPayloadBytes = 1_048_576, writeConcern }: MongoSessionStoreOptions): StoreLimits {
  const { w, journal } = writeConcern ?? { w: 'majority' };
  // What only the memory of one server, or of all, has acknowledged may be lost with it.
  const durable = journal ?? w === 'majority';
  return Object.freeze({ maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt, durable });
}
