import { SessionTooLargeError } from '@sess/core';

/**
 * What memcached 1.6 adds to the key and value of one item: 48 bytes of header, 8 of CAS id, the end of the key, CR LF,
 * and 4 of flags for a client that sets some. Measured at `-I` 512k, 1m, 2m and 4m: 59 and 63.
 */
const itemOverheadBytes = 64;
/** For key, owner, attributes and bookkeeping, so that the limit of the payload is one number. */
const reservedBytes = 4096;

export function maxPayloadBytesOf(maxItemBytes: number): number {
  return maxItemBytes - reservedBytes;
}

/** Refuses a session that does not fit into one item because its owner and attributes are long. */
export function refuseLargeItem(key: string, value: Uint8Array, maxItemBytes: number): void {
  const itemBytes = itemOverheadBytes + key.length + value.byteLength;
  if (itemBytes <= maxItemBytes) return;
  throw new SessionTooLargeError(
    `The session, its owner and its attributes take ${itemBytes} bytes in memcached, and maxItemBytes is ${maxItemBytes}: ` +
      "keep less in them, or raise memcached's -I and the option maxItemBytes",
  );
}
