import type { StoreLimits } from '@sess/core';
import { checkOptions, clockRule } from '@sess/core/store';
import { latestExpiresAt } from './exptime.js';
import { maxPayloadBytesOf } from './item-size.js';

/** Options of a `MemcachedSessionStore`. */
export interface MemcachedSessionStoreOptions {
  /**
   * Begins every key, and separates the sessions of applications that share a memcached: printable ASCII without
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
  /** Returns epoch milliseconds; decides what is expired. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

export const defaultMaxItemBytes = 1_048_576;
const smallestItemBytes = 16_384;
/** The largest that `-I` takes. */
const largestItemBytes = 1_073_741_824;

/** @throws {@link @sess/core#SessionError} `INVALID_OPTION` that names the option */
export function checkStoreOptions(options: MemcachedSessionStoreOptions): void {
  checkOptions('MemcachedSessionStore', options, {
    // memcached takes keys of up to 250 bytes, 40 of which are the id.
    prefix: [
      (value) => typeof value === 'string' && /^[!-~]{0,200}$/.test(value),
      'must be at most 200 characters of printable ASCII without spaces: memcached ends a key at a space',
    ],
    maxItemBytes: [
      (value) => Number.isSafeInteger(value) && Number(value) >= smallestItemBytes && Number(value) <= largestItemBytes,
      `must be an integer from ${smallestItemBytes} to ${largestItemBytes}, memcached's -I`,
    ],
    clock: clockRule,
  });
}

export function limitsOf({ maxItemBytes = defaultMaxItemBytes }: MemcachedSessionStoreOptions): StoreLimits {
  return Object.freeze({
    maxPayloadBytes: maxPayloadBytesOf(maxItemBytes),
    expiryGranularityMs: 1,
    maxExpiresAt: latestExpiresAt,
    durable: false,
  });
}
