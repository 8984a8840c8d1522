import type { StoreCall } from '@sess/core/store';
import type { CallSettings } from './call-settings.js';
import { isDuplicate, readFailure } from './driver-failure.js';
import type { Fields, SessionCollection } from './driver.js';
import type { LazyCollection } from './lazy-collection.js';
import type { Effect } from './outcome-of.js';
import { SendAttempts } from './send-attempts.js';
import { storeFailure } from './store-failure.js';

/** Which documents to find, and what of them. */
export interface Search {
  readonly projection: Fields;
  readonly sort: Readonly<Record<string, 1>>;
  readonly limit: number;
  /**
   * Compares text byte for byte, whatever the collation of the collection. Not needed for what the index of ids finds
   * alone.
   */
  readonly isExact?: boolean;
  /** Whether a read preference other than `primary` may be followed. */
  readonly isList?: boolean;
}

/** The commands that the store consists of. Each is one trip, and none inserts where it should replace. */
export class SessionCommands {
  readonly #collection: LazyCollection;
  readonly #settings: CallSettings;

  constructor(collection: LazyCollection, settings: CallSettings) {
    this.#collection = collection;
    this.#settings = settings;
  }

  /** Returns `false` when a document has that id. */
  insert(call: StoreCall, document: Fields): Promise<boolean> {
    return this.#run(call, 'write', async (collection, attempts) => {
      try {
        await collection.insertOne(attempts.watch(document), this.#settings.write());
        return true;
      } catch (thrown) {
        const failure = readFailure(thrown);
        const { index } = failure;
        if (!isDuplicate(failure) || (index ?? '_id') !== '_id') throw thrown;
        attempts.assertOnce();
        // Azure Cosmos DB does not say in which index. If nothing has the id, it was another one.
        if (index === undefined && !(await this.find(call, { _id: document['_id'] }))) throw thrown;
        return false;
      }
    });
  }

  /** @param isLoad - Whether a read preference other than `primary` may be followed. */
  find(call: StoreCall, filter: Fields, isLoad = false): Promise<Fields | null> {
    return this.#run(call, 'read', async (collection) => {
      const found = await collection.findOne(filter, this.#settings.read(call.signal, isLoad));
      return found as Fields | null;
    });
  }

  findSome(call: StoreCall, filter: Fields, { isExact, isList, ...search }: Search): Promise<Fields[]> {
    return this.#run(call, 'read', async (collection) => {
      const options = {
        ...this.#settings.read(call.signal, isList),
        ...search,
        // All documents come in one reply. One more than the limit, so that the server keeps no cursor open.
        batchSize: search.limit + 1,
        ...(isExact && this.#settings.exact),
      };
      return (await collection.find(filter, options).toArray()) as Fields[];
    });
  }

  /** Returns whether the conditions hold for a document, which then has been changed. */
  change(call: StoreCall, filter: Fields, update: Fields): Promise<boolean> {
    return this.#run(call, 'write', async (collection, attempts) => {
      // Not the modified count, which is 0 where the same document was there already.
      const { matchedCount } = await collection.updateOne(attempts.watch(filter), update, this.#settings.write());
      if (matchedCount > 0) return true;
      attempts.assertOnce();
      return false;
    });
  }

  /** @param needsExactCount - Whether the caller must know if this call removed it, and not only that it is gone. */
  remove(call: StoreCall, filter: Fields, needsExactCount: boolean): Promise<boolean> {
    return this.#run(call, 'write', async (collection, attempts) => {
      const { deletedCount } = await collection.deleteOne(attempts.watch(filter), this.#settings.write());
      if (deletedCount > 0) return true;
      if (needsExactCount) attempts.assertOnce();
      return false;
    });
  }

  /** @param limit - Counts up to that many. */
  count(call: StoreCall, filter: Fields, limit: number): Promise<number> {
    return this.#run(call, 'read', async (collection) => {
      const options = { ...this.#settings.read(call.signal, true), limit };
      return await collection.countDocuments!(filter, options);
    });
  }

  removeAll(call: StoreCall, filter: Fields, isExact = false): Promise<number> {
    return this.#run(call, 'writes', async (collection, attempts) => {
      const options = { ...this.#settings.write(), ...(isExact && this.#settings.exact) };
      return (await collection.deleteMany(attempts.watch(filter), options)).deletedCount;
    });
  }

  async #run<Result>(
    call: StoreCall,
    effect: Effect,
    command: (collection: SessionCollection, attempts: SendAttempts) => Promise<Result>,
  ): Promise<Result> {
    const attempts = new SendAttempts();
    let collection: SessionCollection | undefined;
    try {
      const connected = await this.#collection.get();
      call.throwIfAborted();
      this.#settings.assertInTransaction();
      collection = connected;
      return await command(collection, attempts);
    } catch (thrown) {
      throw storeFailure(call, thrown, { effect, attempts: attempts.count, collection });
    }
  }
}
