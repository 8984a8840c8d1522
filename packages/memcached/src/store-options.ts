import { refuseUnknownOptions, SessionError } from '@sess/core';
import { methodNames, type MemcachedClient } from './memcached-client.js';

/** How a `MemcachedSessionStore` names its keys, and what it keeps. */
export interface MemcachedSessionStoreOptions {
  /**
   * Begins every key, and keeps the sessions of applications that share a memcached apart: printable ASCII without
   * spaces, at most 200 characters.
   *
   * @defaultValue `'sess:'`
   */
  readonly prefix?: string;
  /**
   * memcached's own limit for one item (`-I`), in bytes. Sessions may be 4,096 bytes shorter than this.
   *
   * @defaultValue 1 MiB, memcached's default
   */
  readonly maxItemBytes?: number;
  /** Epoch milliseconds: it decides what is expired. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

const optionNames: readonly (keyof MemcachedSessionStoreOptions)[] = ['prefix', 'maxItemBytes', 'clock'];

/** memcached takes keys up to 250 bytes; 40 of them are the id. */
const maxPrefixLength = 200;
const smallestItemBytes = 16_384;
/** The largest that `-I` takes. */
const largestItemBytes = 1_073_741_824;

/** Refuses what is unknown or makes no sense, by its name; callers without types may hand over anything. */
export function checkOptions(options: MemcachedSessionStoreOptions): void {
  refuseUnknownOptions('MemcachedSessionStore', options, optionNames);
  const { prefix, maxItemBytes, clock } = options;
  if (prefix !== undefined && !(typeof prefix === 'string' && /^[!-~]*$/.test(prefix))) {
    throw invalid('prefix', 'must be printable ASCII without spaces: memcached ends a key at a space');
  }
  if (prefix !== undefined && prefix.length > maxPrefixLength) {
    throw invalid('prefix', `must not be longer than ${maxPrefixLength} characters`);
  }
  if (maxItemBytes !== undefined && !isItemSize(maxItemBytes)) {
    throw invalid(
      'maxItemBytes',
      `must be an integer from ${smallestItemBytes} to ${largestItemBytes}, memcached's -I`,
    );
  }
  if (clock !== undefined && typeof clock !== 'function') {
    throw invalid('clock', 'must be a function that answers with epoch milliseconds');
  }
}

function isItemSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= smallestItemBytes && value <= largestItemBytes;
}

/** Refuses what is no client before the first session is lost to it. */
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

function invalid(option: string, problem: string): SessionError {
  return new SessionError('INVALID_OPTION', `MemcachedSessionStore.${option} ${problem}`);
}
