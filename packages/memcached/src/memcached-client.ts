/** What stands under a key. */
export interface MemcachedItem {
  /** Exactly the bytes that were stored. */
  readonly value: Uint8Array;
  /** The CAS id of this state as decimal digits: 64 bits, which a JavaScript number does not hold. */
  readonly cas: string;
}

/** `exists`: another state stands there now. `notFound`: nothing does. Neither wrote anything. */
export type CasResult = 'stored' | 'exists' | 'notFound';

/**
 * The slice of a memcached client that `MemcachedSessionStore` calls: five commands of memcached, exactly as it has them.
 *
 * Every answer here is one that the server gave. An error, a lost connection and a time-out reject, and never look like
 * an absence. Each call ends in bounded time. Rejections are best `StoreError`s of `@sess/core`, whose `outcome` says
 * whether a write was certainly not applied; a write that rejects with anything else counts as unknown. No error quotes
 * a value. Nothing is repeated whose outcome is unknown, and no other server is asked instead.
 *
 * Keys are the store's prefix and 40 hexadecimal digits. `exptimeSeconds` is memcached's: -1 expired at once, up to
 * 2,592,000 from now, beyond that seconds of the epoch.
 */
export interface MemcachedClient {
  /** `gets`. `undefined`: nothing is there. */
  get(key: string): Promise<MemcachedItem | undefined>;
  /** Stores where nothing is. */
  add(key: string, value: Uint8Array, exptimeSeconds: number): Promise<'stored' | 'notStored'>;
  /** Stores where the state is still `cas`. */
  cas(key: string, value: Uint8Array, exptimeSeconds: number, cas: string): Promise<CasResult>;
  delete(key: string): Promise<'deleted' | 'notFound'>;
  /** For the application, whose the client is: the store never calls it. */
  close(): Promise<void>;
}

/** The names of its methods, for callers without types. */
export const methodNames = [
  'get',
  'add',
  'cas',
  'delete',
  'close',
] as const satisfies readonly (keyof MemcachedClient)[];
