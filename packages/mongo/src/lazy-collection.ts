import { assertCollection, refuseMistake, type SessionCollection } from './session-collection.js';

/** A collection, or what gets one when it is first wanted. */
export type CollectionSource = SessionCollection | (() => Promise<SessionCollection>);

interface Connectable {
  connect(): Promise<unknown>;
}

/**
 * The collection, got and connected when the first call wants it. What failed is forgotten, so a database that is down
 * when the process starts costs those requests and no others.
 */
export class LazyCollection {
  readonly #source: CollectionSource;
  #getting: Promise<SessionCollection> | undefined;

  constructor(source: CollectionSource) {
    if (typeof source === 'function') refuseMistake(source);
    else assertCollection(source);
    this.#source = source;
  }

  async get(): Promise<SessionCollection> {
    this.#getting ??= this.#connected().catch((error: unknown) => {
      this.#getting = undefined;
      throw error;
    });
    return this.#getting;
  }

  /**
   * The driver connects by itself with the first command. But when that fails it keeps what it had begun, closed, and each later
   * command is told so, until somebody calls `connect` (drivers 6 and 7). Called once: a client that the application closes
   * afterwards stays closed.
   */
  async #connected(): Promise<SessionCollection> {
    const collection = typeof this.#source === 'function' ? await this.#source() : this.#source;
    assertCollection(collection);
    await clientOf(collection)?.connect();
    return collection;
  }
}

/** The first is public, and earlier drivers have only the second. */
function clientOf(collection: SessionCollection): Connectable | undefined {
  const { db, client } = collection as { db?: { client?: Partial<Connectable> }; client?: Partial<Connectable> };
  const found = db?.client ?? client;
  return typeof found?.connect === 'function' ? (found as Connectable) : undefined;
}
