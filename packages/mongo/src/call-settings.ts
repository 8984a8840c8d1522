import type { MongoSessionStoreOptions } from './store-options.js';

/** What a client, a database or a collection may have been set to, and what records are not read by. */
const asWritten = { promoteValues: true, promoteLongs: true, useBigInt64: false, raw: false };

/** The options that each command is given, so that those of the client, the database or the collection do not decide. */
export class CallSettings {
  readonly #write: object;
  readonly #read: object;
  readonly #freeRead: object;

  constructor({ writeConcern, readPreference, readConcern }: MongoSessionStoreOptions) {
    this.#write = { writeConcern: writeConcern ?? { w: 'majority' } };
    this.#read = { ...asWritten, readPreference: 'primary', ...(readConcern && { readConcern }) };
    this.#freeRead = { ...this.#read, ...(readPreference && { readPreference }) };
  }

  /** Without the signal: the driver takes none for writes, and a write that is under way is better not broken off. */
  write(): object {
    return { ...this.#write };
  }

  /** @param isFree - Whether a deviating read preference may be followed: what a write is decided by is the primary's. */
  read(signal: AbortSignal | undefined, isFree = false): object {
    return { ...(isFree ? this.#freeRead : this.#read), ...(signal && { signal }) };
  }
}
