import { SessionError } from '@sess/core';

/** What is stored under a key. */
export interface MemcachedItem {
  /** Exactly the bytes that were stored. */
  readonly value: Uint8Array;
  /** The CAS id of this state as decimal digits: 64 bits, which a JavaScript number does not hold. */
  readonly cas: string;
}

/** `exists`: another state is there now. `notFound`: nothing is there. Neither wrote anything. */
export type CasResult = 'stored' | 'exists' | 'notFound';

/** The statistics and settings of a server, by their names in memcached. */
export interface ServerStats {
  /** `host:port`. */
  readonly server: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The part of a memcached client that `MemcachedSessionStore` calls: commands of memcached, exactly as it has them.
 *
 * Every result is a reply of the server. An error, a lost connection and a timeout reject, and never look like an
 * absence. Each call ends in bounded time. Rejections are best `StoreError`s of `@sess/core`, whose `outcome` says
 * whether a write was certainly not applied; a write that rejects with anything else counts as unknown. No error quotes
 * a value. A command is not repeated if its outcome is unknown, nor sent to another server.
 *
 * A key is the store's prefix and 40 hexadecimal digits. `exptimeSeconds` is memcached's: -1 is expired at once, up to
 * 2,592,000 counts from now, more is seconds of the epoch.
 */
export interface MemcachedClient {
  /** The command `gets`. `undefined`: nothing is there. */
  get(key: string): Promise<MemcachedItem | undefined>;
  /** Stores if nothing is there. */
  add(key: string, value: Uint8Array, exptimeSeconds: number): Promise<'stored' | 'notStored'>;
  /** Stores if the state is still `cas`. */
  cas(key: string, value: Uint8Array, exptimeSeconds: number, cas: string): Promise<CasResult>;
  delete(key: string): Promise<'deleted' | 'notFound'>;
  /**
   * What the commands `stats` and `stats settings` return, for each server. Optional: only `diagnose` needs it. A
   * server that does not reply rejects.
   */
  stats?(): Promise<readonly ServerStats[]>;
  /** For the application, which owns the client. The store never calls it. */
  close(): Promise<void>;
}

const methodNames = ['get', 'add', 'cas', 'delete', 'close'] as const satisfies readonly (keyof MemcachedClient)[];

/** @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is not a client, for callers without types */
export function assertClient(client: unknown): asserts client is MemcachedClient {
  const given = (typeof client === 'object' && client !== null ? client : {}) as Partial<Record<string, unknown>>;
  const missing = methodNames.filter((name) => typeof given[name] !== 'function');
  if (missing.length === 0) return;
  throw new SessionError(
    'INVALID_OPTION',
    `MemcachedSessionStore takes a client with the methods ${methodNames.join(', ')} (missing: ${missing.join(', ')}), ` +
      'such as new MemcachedServers({ servers }) of @sess/memcached/memcache-client.' +
      ' Clients of npm packages have other signatures, whatever their methods are called',
  );
}
