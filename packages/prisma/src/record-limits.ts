import { type SessionRecord, SessionTooLargeError, type StoreLimits } from '@sess/core';

const defaultMaxPayloadBytes = 1_048_576;
/** The end of the year 9999: the last millisecond that DATETIME of MySQL and the text form of SQLite have. */
const maxExpiresAt = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const utf8 = new TextEncoder();

export function limitsWith(maxPayloadBytes: number = defaultMaxPayloadBytes): StoreLimits {
  return Object.freeze({ maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt, durable: true });
}

/** Refuses what is over a limit, before anything is sent. */
export function assertWithinLimits({ payload, expiresAt }: SessionRecord, limits: StoreLimits): void {
  assertDeadline(expiresAt, limits);
  const { maxPayloadBytes } = limits;
  // A UTF-16 unit is at most three bytes, so most payloads need no counting.
  if (payload.length * 3 <= maxPayloadBytes) return;
  const bytes = utf8.encode(payload).byteLength;
  if (bytes <= maxPayloadBytes) return;
  throw new SessionTooLargeError(
    `The session is ${bytes} bytes long, PrismaSessionStore keeps ${maxPayloadBytes}: keep less in it, or raise maxPayloadBytes`,
  );
}

export function assertDeadline(expiresAt: number, limits: StoreLimits): void {
  if (expiresAt <= limits.maxExpiresAt) return;
  throw new SessionTooLargeError(
    `The session ends at ${expiresAt}, PrismaSessionStore keeps deadlines up to ${limits.maxExpiresAt}: shorten its timeouts`,
  );
}
