import { type SessionRecord, SessionTooLargeError, type StoreLimits } from '@sess/core';
import { latestExpiresAt } from './exptime.js';
import { headBytesOf } from './record-value.js';

/**
 * What memcached 1.6 adds to key and value of one item: 48 bytes of header, 8 of CAS id, the end of the key, CR LF, and 4
 * of flags for a client that has some. Measured at `-I` 512k, 1m, 2m and 4m: 59 and 63.
 */
const itemOverheadBytes = 64;
/** For key, owner, attributes and bookkeeping, so that the limit of the payload is one number. */
const reservedBytes = 4096;

export function limitsWith(maxItemBytes: number): StoreLimits {
  return Object.freeze({
    maxPayloadBytes: maxItemBytes - reservedBytes,
    expiryGranularityMs: 1,
    maxExpiresAt: latestExpiresAt,
    durable: false,
  });
}

/** Refuses what is over a limit, before anything is sent. */
export function assertWithinLimits(
  { expiresAt }: Pick<SessionRecord, 'expiresAt'>,
  { key, value, limits, maxItemBytes }: Sized,
): void {
  if (!(expiresAt <= limits.maxExpiresAt)) {
    throw new SessionTooLargeError(
      `The session ends at ${expiresAt}, MemcachedSessionStore keeps deadlines up to ${limits.maxExpiresAt}: shorten its timeouts`,
    );
  }
  const payloadBytes = value.byteLength - headBytesOf(value);
  if (payloadBytes > limits.maxPayloadBytes) {
    throw new SessionTooLargeError(
      `The session is ${payloadBytes} bytes long, MemcachedSessionStore keeps ${limits.maxPayloadBytes}: keep less in it, ` +
        "or raise memcached's -I and the option maxItemBytes",
    );
  }
  const itemBytes = itemOverheadBytes + key.length + value.byteLength;
  if (itemBytes <= maxItemBytes) return;
  throw new SessionTooLargeError(
    `The session, its owner and its attributes take ${itemBytes} bytes in memcached, ` +
      `maxItemBytes is ${maxItemBytes}: keep less in them, or raise memcached's -I and the option maxItemBytes`,
  );
}

export interface Sized {
  readonly key: string;
  readonly value: Uint8Array;
  readonly limits: StoreLimits;
  readonly maxItemBytes: number;
}
