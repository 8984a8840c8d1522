import type { MongoSessionStoreOptions } from './store-options.js';

/** What a client, a database or a collection may have been set to, and what records are not read by. */
const asWritten = { promoteValues: true, promoteLongs: true, useBigInt64: false, raw: false };

/** By bytes. Said each time: a collection may have been made with another, and its queries would find `Bob` for `bob`. */
const byBytes = { collation: { locale: 'simple' } };

/** The options that each command is given, so that those of the client, the database or the collection do not decide. */
export class CallSettings {
  readonly #write: object;
  readonly #read: object;
  readonly #freeRead: object;
  /** For queries by owner and their index; nothing where the server refuses a collation. */
  readonly exact: { readonly collation?: { readonly locale: string } };

  constructor({ writeConcern, readPreference, readConcern, collation = true }: MongoSessionStoreOptions) {
    this.#write = { writeConcern: writeConcern ?? { w: 'majority' } };
    this.#read = { ...asWritten, readPreference: 'primary', ...(readConcern && { readConcern }) };
    this.exact = collation ? byBytes : {};
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
