import { assertCollection, type SessionCollection } from './session-collection.js';

/** A collection, or what gets one when it is first wanted. */
export type CollectionSource = SessionCollection | (() => Promise<SessionCollection>);

/**
 * The collection, got when the first call wants it. What failed is forgotten, so a database that is down when the
 * process starts costs those requests and no others.
 */
export class LazyCollection {
  readonly #source: CollectionSource;
  #getting: Promise<SessionCollection> | undefined;

  constructor(source: CollectionSource) {
    if (typeof source !== 'function') assertCollection(source);
    this.#source = source;
  }

  async get(): Promise<SessionCollection> {
    if (typeof this.#source !== 'function') return this.#source;
    this.#getting ??= this.#ask(this.#source).catch((error: unknown) => {
      this.#getting = undefined;
      throw error;
    });
    return this.#getting;
  }

  async #ask(source: () => Promise<SessionCollection>): Promise<SessionCollection> {
    const collection = await source();
    assertCollection(collection);
    return collection;
  }
}
