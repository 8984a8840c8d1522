import type { MongoSessionStoreOptions, TransactionSession } from './store-options.js';

/** A client, a database or a collection may be set to something else, with which records cannot be read. */
const asWritten = { promoteValues: true, promoteLongs: true, useBigInt64: false, raw: false };

/**
 * Text compares by bytes. Given each time, because the collection may have another collation, which may find `Bob` for
 * `bob`.
 */
const byBytes = { collation: { locale: 'simple' } };

/** The options of each command, so that those of the client, the database or the collection do not decide. */
export class CallSettings {
  readonly #write: object;
  readonly #read: object;
  readonly #freeRead: object;
  /** For queries by owner and their index. Empty where the server refuses a collation. */
  readonly exact: { readonly collation?: { readonly locale: string } };
  readonly #transaction: TransactionSession | undefined;

  constructor({
    writeConcern = { w: 'majority' },
    readPreference,
    readConcern,
    collation = true,
    clientSession,
  }: MongoSessionStoreOptions) {
    this.#transaction = clientSession;
    // In a transaction, the driver leaves read and write concern to that.
    const within = clientSession && { session: clientSession };
    this.#write = { writeConcern, ...within };
    const isMajority = writeConcern.w === 'majority';
    // An election could undo what a lower level finds, such as a write whose reply was lost.
    const level = readConcern?.level ?? (isMajority ? 'majority' : undefined);
    // A write that changes nothing waits, too, until a majority has what kept it from changing something. With another
    // write concern it does not, so a majority may not have it yet.
    const decidingLevel = isMajority || level === 'linearizable' ? level : 'local';
    this.#read = { ...asWritten, readPreference: 'primary', readConcern: { level: decidingLevel }, ...within };
    this.exact = collation ? byBytes : {};
    this.#freeRead = {
      ...this.#read,
      readConcern: level && { level },
      ...(readPreference && { readPreference }),
    };
  }

  /** @throws Error after the transaction: the driver would then carry out the next command by itself, outside of it. */
  assertInTransaction(): void {
    if (this.#transaction?.inTransaction() !== false) return;
    throw new Error('its clientSession is not in a transaction: make a store for each');
  }

  /** Without the signal: the driver takes none for writes, and a write in progress is better not interrupted. */
  write(): object {
    return { ...this.#write };
  }

  /**
   * @param isFree - Whether another read preference may be followed. What decides about a write is read from the
   * primary.
   */
  read(signal: AbortSignal | undefined, isFree = false): object {
    return { ...(isFree ? this.#freeRead : this.#read), ...(signal && { signal }) };
  }
}
