import { assertCollection, refuseMistake, type SessionCollection } from './driver.js';
import { refuseUnsafeServer } from './unsafe-server.js';

/** A collection, or a function that returns one when the first call needs it. */
export type CollectionSource = SessionCollection | (() => Promise<SessionCollection>);

interface Connectable {
  connect(): Promise<unknown>;
}

/**
 * The collection, got and connected when the first call needs it. A failure is forgotten, so that a database which is
 * down when the process starts fails only the calls of that time.
 */
export class LazyCollection {
  readonly #source: CollectionSource;
  readonly #allowUnsafeServer: boolean;
  #getting: Promise<SessionCollection> | undefined;

  constructor(source: CollectionSource, allowUnsafeServer = false) {
    if (typeof source === 'function') refuseMistake(source);
    else assertCollection(source);
    this.#source = source;
    this.#allowUnsafeServer = allowUnsafeServer;
  }

  async get(): Promise<SessionCollection> {
    this.#getting ??= this.#connected().catch((error: unknown) => {
      this.#getting = undefined;
      throw error;
    });
    return this.#getting;
  }

  /**
   * The driver connects by itself with the first command. But when that fails, it keeps the closed topology, and every
   * later command fails until something calls `connect` (drivers 6 and 7). Called once: a client that the application
   * closes afterwards stays closed.
   */
  async #connected(): Promise<SessionCollection> {
    const collection = typeof this.#source === 'function' ? await this.#source() : this.#source;
    assertCollection(collection);
    await clientOf(collection)?.connect();
    if (!this.#allowUnsafeServer) await refuseUnsafeServer(collection);
    return collection;
  }
}

/** `db.client` is public. Earlier drivers have only `client`. */
function clientOf(collection: SessionCollection): Connectable | undefined {
  const { db, client } = collection as { db?: { client?: Partial<Connectable> }; client?: Partial<Connectable> };
  const found = db?.client ?? client;
  return typeof found?.connect === 'function' ? (found as Connectable) : undefined;
}
