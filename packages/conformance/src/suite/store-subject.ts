import type { AttributeValue, KeyedStore, StoreLimits } from '@sess/core';
import type { Versions } from '../report/versions.js';
import type { SealedSubject } from './sealed-subject.js';

/** The optional abilities of a keyed store. */
export type Ability = 'touch' | 'deleteExpired' | 'countExpired' | 'owners' | 'diagnose' | 'close';

/** The options of {@link StoreSubject.open}. */
export interface OpenOptions {
  /** Returns epoch milliseconds. Pass it to the store as its clock: the suite stops and moves it. */
  readonly clock: () => number;
}

/** One instance of the store under test. */
export interface OpenedStore {
  readonly store: KeyedStore;
  /** Uses the client that was passed to this store. It must still work after the store's `close`. */
  ping?(): Promise<unknown>;
}

/** Causes failures for all instances at once. Each state lasts until `recover`. */
export interface OutageSwitch {
  /** Cuts open connections and refuses new ones. */
  refuse(): Promise<void>;
  /** Keeps connections open and accepts requests, but sends no response. */
  freeze?(): Promise<void>;
  /** Delays every response by this many milliseconds. */
  delay?(milliseconds: number): Promise<void>;
  /** Loses requests: cuts the connection once a request was sent, before the backend sees it. */
  loseRequests?(): Promise<void>;
  /** Loses responses: cuts the connection after the backend has executed a request. */
  loseAnswers?(): Promise<void>;
  /** Like `loseAnswers`, but only for the next write. Later calls succeed, as after a short interruption. */
  loseNextAnswer?(): Promise<void>;
  /** Returns how many bytes the backend has sent to the clients so far. Laws use it to see what a call reads. */
  traffic?(): number | Promise<number>;
  /** Ends the outage. The backend responds again once this resolves. */
  recover(): Promise<void>;
}

/**
 * Describes the store under test to `testSessionStore`.
 *
 * One suite uses one backend. Prepare it empty before the first `open` (or inside it) and stop it in your runner's
 * `afterAll`: the suite never closes your clients and servers. `open` may be slow, because it is called a few times per
 * suite, not per test: two instances race in the laws, others are closed on the way. Tests run one after the other and
 * use random session ids, so they do not see each other's records; a law that counts expired records clears them first.
 *
 * A law that needs an optional member you leave out is reported as "not claimed", never as passed.
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
  /** For a sealed store, use {@link SealedSubject}. @defaultValue 'keyed' */
  readonly kind?: 'keyed';
  /** The store and its backend. This is the heading of the suite and of its report. */
  readonly name: string;
  /** Returns versions for the report: of the store, the driver and the server. `{ PostgreSQL: '17.2' }` */
  versions?(): Versions | Promise<Versions>;
  /** The optional abilities that the store has. Law 2 checks that it has exactly these. */
  readonly claims: readonly Ability[];
  /** Attributes that the store can keep, each with two different values of its type. Leave it out if it has none. */
  readonly attributes?: Readonly<Record<string, readonly [AttributeValue, AttributeValue]>>;
  /**
   * `given`: the store uses the clock that `open` receives, and tests move that clock. `real`: the backend keeps its
   * own time; `clock` is then `Date.now`, and tests wait.
   *
   * @defaultValue 'given'
   */
  readonly time?: 'given' | 'real';
  /** Opens another instance on the same backend, with its own client, connections and caches. */
  open(options: OpenOptions): Promise<OpenedStore>;
  /** Opens a store on the same backend that uses another table, collection or prefix. */
  openElsewhere?(options: OpenOptions): Promise<OpenedStore>;
  /** Constructs a store with these additional options; the result is not used. Law 5 passes an unknown option. */
  construct?(options: Readonly<Record<string, unknown>>): unknown;
  /** Returns all tables, columns, keys and values in the backend as text, without reading through the store. */
  dump?(): Promise<string>;
  readonly outage?: OutageSwitch;
  /** Opens a store whose table, collection or rights are missing. `remedy` matches the error that tells what to run. */
  readonly unprepared?: { open(options: OpenOptions): Promise<OpenedStore>; readonly remedy: RegExp };
  /** Restarts a backend that loses all records on a restart. Leave it out for a durable backend. */
  forget?(): Promise<void>;
  /** The stores that this one wraps, such as a cache and its database. Law 6 compares their limits with its own. */
  readonly parts?: readonly { readonly limits: StoreLimits }[];
}

/** The subject of a keyed or a sealed store; `kind` tells which. */
export type SessionStoreSubject = StoreSubject | SealedSubject;
