import type { AttributeValue, KeyedStore, StoreLimits } from '@sess/core';
import type { Versions } from '../report/versions.js';
import type { SealedSubject } from './sealed-subject.js';

/** What a keyed store may leave out. */
export type Ability = 'touch' | 'deleteExpired' | 'owners' | 'close';

/** What a store is opened with. */
export interface OpenOptions {
  /** Epoch milliseconds. Give it to the store as its clock: the suite stops and moves it. */
  readonly clock: () => number;
}

/** One instance of the store under test. */
export interface OpenedStore {
  readonly store: KeyedStore;
  /** Uses the client that was injected into this store; it must still work after the store's `close`. */
  ping?(): Promise<unknown>;
}

/** Brings bad days over all instances at once. Each state lasts until `recover`. */
export interface OutageSwitch {
  /** Open connections are cut and new ones refused. */
  refuse(): Promise<void>;
  /** Connections stand, requests are taken, and nobody answers. */
  freeze?(): Promise<void>;
  /** Every answer comes so many milliseconds later. */
  delay?(milliseconds: number): Promise<void>;
  /** Requests are lost on the way: once one was sent, the connection is cut, and the backend never sees it. */
  loseRequests?(): Promise<void>;
  /** Requests are carried out and their answers lost: the connection is cut instead of answering. */
  loseAnswers?(): Promise<void>;
  /** As `loseAnswers`, but for the next write only: what comes after it goes through, as after a short cut. */
  loseNextAnswer?(): Promise<void>;
  /** The backend is back, and answers when this resolves. */
  recover(): Promise<void>;
}

/**
 * What the author of a store hands to `testSessionStore`.
 *
 * One backend per suite. Prepare it empty before the first `open` (or inside it) and take it down in your own runner's
 * `afterAll`: clients and servers are yours, the suite never ends them. `open` is called a few times per suite (two
 * instances for every race, others that are closed on the way), never per test, so it may be slow. Tests run one after
 * the other and make their own random session ids, so they do not see each other's records; a law that counts expired
 * records clears them first.
 *
 * What is optional and left out is reported as "not claimed", never as passed.
 *
 * @example
 * ```ts
 * const server = new MemorySessionStore();
 * const subject: StoreSubject = {
 *   name: 'MemorySessionStore',
 *   claims: ['touch', 'deleteExpired', 'owners', 'close'],
 *   attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2] },
 *   open: async ({ clock }) => ({ store: new MemorySessionStore({ shareWith: server, clock }) }),
 * };
 * ```
 */
export interface StoreSubject {
  /** A sealed store is described by a {@link SealedSubject} instead. @defaultValue 'keyed' */
  readonly kind?: 'keyed';
  /** Store and backend: the heading of the suite and of its report. */
  readonly name: string;
  /** Versions that matter to who reads the report: of the store, the driver, the server. `{ PostgreSQL: '17.2' }` */
  versions?(): Versions | Promise<Versions>;
  /** The abilities the store has. Law 2 holds it to exactly these. */
  readonly claims: readonly Ability[];
  /**
   * Attributes that the store under test can keep, each with two different values of the type it keeps.
   * Absent: the store keeps none.
   */
  readonly attributes?: Readonly<Record<string, readonly [AttributeValue, AttributeValue]>>;
  /**
   * `given`: the store lives by the clock it was given, and tests move that. `real`: the backend keeps time by itself;
   * `clock` is then `Date.now`, and tests wait for it.
   *
   * @defaultValue 'given'
   */
  readonly time?: 'given' | 'real';
  /** One more instance on the one backend, independent of the others: own client, own connections, own caches. */
  open(options: OpenOptions): Promise<OpenedStore>;
  /** A store on the same backend in another table or collection, or under another prefix. */
  openElsewhere?(options: OpenOptions): Promise<OpenedStore>;
  /** Constructs a store with these further options; whatever it makes is dropped. Law 5 hands it an option that nobody knows. */
  construct?(options: Readonly<Record<string, unknown>>): unknown;
  /** Everything that is at rest in the backend, as text: all tables, columns, keys and values, read past the store. */
  dump?(): Promise<string>;
  readonly outage?: OutageSwitch;
  /** A store whose table, collection or rights are missing, and what its error must say for the reader to know what to run. */
  readonly unprepared?: { open(options: OpenOptions): Promise<OpenedStore>; readonly remedy: RegExp };
  /** Restarts a backend that loses everything by that. Absent: a durable one. */
  forget?(): Promise<void>;
  /** The stores that this one wraps, as a cache in front of a database does. Law 6 compares their limits with its own. */
  readonly parts?: readonly { readonly limits: StoreLimits }[];
}

/** What authors hand over: a keyed store's subject or a sealed one's, told apart by `kind`. */
export type SessionStoreSubject = StoreSubject | SealedSubject;
