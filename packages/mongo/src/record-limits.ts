import { type SessionRecord, SessionTooLargeError, type StoreLimits } from '@sess/core';
import type { MongoSessionStoreOptions } from './store-options.js';

const defaultMaxPayloadBytes = 1_048_576;
/** The last instant that JavaScript has; a BSON date goes further. */
const maxExpiresAt = 8_640_000_000_000_000;
/** What is left of the 16 MiB of a document beside the longest payload, with room for ids, dates and names. */
const maxOtherBytes = 1_000_000;
const utf8 = new TextEncoder();

export function limitsWith({
  maxPayloadBytes = defaultMaxPayloadBytes,
  writeConcern,
}: MongoSessionStoreOptions): StoreLimits {
  const { w, journal } = writeConcern ?? { w: 'majority' };
  // Acknowledged by the memory of one server, or of all, a write may go with it.
  const durable = journal ?? w === 'majority';
  return Object.freeze({ maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt, durable });
}

/** Refuses what is over a limit, before anything is sent. */
export function assertWithinLimits(record: SessionRecord, limits: StoreLimits): void {
  assertDeadline(record.expiresAt, limits);
  const { maxPayloadBytes } = limits;
  if (isLonger(record.payload, maxPayloadBytes)) {
    throw new SessionTooLargeError(
      `The session is ${utf8.encode(record.payload).byteLength} bytes long, MongoSessionStore keeps ${maxPayloadBytes}: ` +
        'keep less in it, or raise maxPayloadBytes (15 MiB at most)',
    );
  }
  const others = record.attributes ? JSON.stringify(record.attributes) : '';
  if (isLonger(others + (record.owner ?? ''), maxOtherBytes)) {
    throw new SessionTooLargeError(
      `Owner and attributes of the session are longer than ${maxOtherBytes} bytes: they are for queries, keep data in the session`,
    );
  }
}

export function assertDeadline(expiresAt: number, limits: StoreLimits): void {
  if (expiresAt <= limits.maxExpiresAt) return;
  throw new SessionTooLargeError(
    `The session ends at ${expiresAt}, MongoSessionStore keeps deadlines up to ${limits.maxExpiresAt}: shorten its timeouts`,
  );
}

function isLonger(text: string, bytes: number): boolean {
  // A UTF-16 unit is at most three bytes, so most texts need no counting.
  return text.length * 3 > bytes && utf8.encode(text).byteLength > bytes;
}
