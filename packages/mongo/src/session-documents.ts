import type { CallOptions } from '@sess/core';
import type { CallSettings } from './call-settings.js';
import type { LazyCollection } from './lazy-collection.js';
import { isDuplicate, readFailure } from './mongo-failure.js';
import type { Effect } from './outcome-of.js';
import { Sending } from './sending.js';
import type { Fields, SessionCollection } from './session-collection.js';
import { storeFailure } from './store-failure.js';

/** What a call tells its commands. */
export interface Call extends CallOptions {
  /** What the caller asked for, for the error. */
  readonly verb: string;
  /** Whether a command of this call has removed something: what fails after that cannot be called not applied. */
  hasRemoved?: boolean;
}

/** Which documents, and what of them. */
export interface Search {
  readonly projection: Fields;
  readonly sort: Readonly<Record<string, 1>>;
  readonly limit: number;
  /** A comparison of text byte for byte, whatever the collection's own is. Not for what only the index of ids answers. */
  readonly isExact?: boolean;
  /** Whether a deviating read preference may be followed. */
  readonly isList?: boolean;
}

/** The commands that the store is made of: one trip each, and nothing that inserts where it should replace. */
export class SessionDocuments {
  readonly #collection: LazyCollection;
  readonly #settings: CallSettings;

  constructor(collection: LazyCollection, settings: CallSettings) {
    this.#collection = collection;
    this.#settings = settings;
  }

  /** `false`: that id stands there already. */
  insert(call: Call, document: Fields): Promise<boolean> {
    return this.#run(call, 'write', async (collection, sending) => {
      try {
        await collection.insertOne(sending.watch(document), this.#settings.write());
        return true;
      } catch (thrown) {
        const failure = readFailure(thrown);
        if (!isDuplicate(failure) || (failure.index ?? '_id') !== '_id') throw thrown;
        sending.assertOnce();
        return false;
      }
    });
  }

  /** @param isLoad - Whether a deviating read preference may be followed. */
  find(call: Call, filter: Fields, isLoad = false): Promise<Fields | null> {
    return this.#run(call, 'read', async (collection) => {
      const found = await collection.findOne(filter, this.#settings.read(call.signal, isLoad));
      return found as Fields | null;
    });
  }

  findSome(call: Call, filter: Fields, { isExact, isList, ...search }: Search): Promise<Fields[]> {
    return this.#run(call, 'read', async (collection) => {
      const options = {
        ...this.#settings.read(call.signal, isList),
        ...search,
        // All in one answer, and one more so that the server keeps no cursor open.
        batchSize: search.limit + 1,
        ...(isExact && this.#settings.exact),
      };
      return (await collection.find(filter, options).toArray()) as Fields[];
    });
  }

  /** Whether the conditions hold for a document: it has been changed then. */
  change(call: Call, filter: Fields, update: Fields): Promise<boolean> {
    return this.#run(call, 'write', async (collection, sending) => {
      // Not what was modified: that is 0 where an equal document stands already.
      const { matchedCount } = await collection.updateOne(sending.watch(filter), update, this.#settings.write());
      if (matchedCount > 0) return true;
      sending.assertOnce();
      return false;
    });
  }

  /** @param isSure - Whether somebody wants to know if it was this call that removed it, or only that it is gone. */
  remove(call: Call, filter: Fields, isSure: boolean): Promise<boolean> {
    return this.#run(call, 'write', async (collection, sending) => {
      const { deletedCount } = await collection.deleteOne(sending.watch(filter), this.#settings.write());
      if (deletedCount > 0) return true;
      if (isSure) sending.assertOnce();
      return false;
    });
  }

  removeAll(call: Call, filter: Fields, isExact = false): Promise<number> {
    return this.#run(call, 'writes', async (collection, sending) => {
      const options = { ...this.#settings.write(), ...(isExact && this.#settings.exact) };
      const { deletedCount } = await collection.deleteMany(sending.watch(filter), options);
      if (deletedCount > 0) call.hasRemoved = true;
      return deletedCount;
    });
  }

  async #run<Result>(
    call: Call,
    effect: Effect,
    command: (collection: SessionCollection, sending: Sending) => Promise<Result>,
  ): Promise<Result> {
    const { verb, signal, hasRemoved = false } = call;
    const sending = new Sending();
    let collection: SessionCollection | undefined;
    try {
      collection = await this.#collection.get();
      signal?.throwIfAborted();
      return await command(collection, sending);
    } catch (thrown) {
      if (signal?.aborted && thrown === signal.reason) throw thrown;
      throw storeFailure(thrown, readFailure(thrown), {
        verb,
        // Without a collection nothing can have been sent.
        effect: collection ? effect : 'read',
        attempts: sending.attempts,
        isBegun: hasRemoved,
        ...(collection && { collection }),
      });
    }
  }
}
