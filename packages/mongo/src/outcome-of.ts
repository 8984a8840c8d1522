import type { Outcome } from '@sess/core';
import { type DriverFailure, isServerReply } from './driver-failure.js';

/** `writes`: a command that changes many documents one after the other, and may stop between two of them. */
export type Effect = 'read' | 'write' | 'writes';

// What is not certain has an unknown outcome, which costs core one more load and is never wrong. A write that is called
// not applied, but was applied, would be made twice.

/**
 * The server was stopped, stepped down or was interrupted: before the write, during it, or while it waited for other
 * members. Some of the codes report this of another server, as a router does.
 */
const interruptions = new Set([
  6, 7, 24, 50, 63, 64, 79, 89, 91, 100, 112, 133, 134, 150, 189, 202, 237, 262, 279, 290, 317, 358, 384, 402, 462,
  9001, 11_600, 11_601, 11_602, 13_388, 46_841,
]);

/** Found before the first document is read: bad syntax, no such command, no rights, not logged in. */
const refusals = new Set([2, 9, 13, 14, 18, 20, 59, 73, 8000]);

/** The name did not resolve, or nothing listens there. Only connecting has these errors. */
const systemCodes = new Set<unknown>(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT']);

/**
 * Returns what is known of a command that failed.
 *
 * @param attempts - How often it was serialized to be sent. See `send-attempts.ts`.
 */
export function outcomeOf(effect: Effect, failure: DriverFailure, attempts: number): Outcome {
  if (effect === 'read') return 'not-applied';
  return isCertain(effect, failure, attempts) ? 'not-applied' : 'unknown';
}

function isCertain(effect: Effect, failure: DriverFailure, attempts: number): boolean {
  const { name, code, labels } = failure;
  // Only names of the driver: a collection of another product may send a command without serializing it here.
  if (attempts === 0) return /^(Mongo|PoolCleared|BSON)/.test(name) || systemCodes.has(code);
  // The driver would report an earlier attempt that may have written something, so this label is about all attempts.
  if (labels.has('NoWritesPerformed')) return true;
  if (attempts > 1 || !isServerReply(failure) || typeof code !== 'number') return false;
  if (effect === 'writes') return refusals.has(code);
  // With this label the server recommends another attempt, and does not say whether this one was carried out.
  return !labels.has('RetryableWriteError') && !interruptions.has(code);
}
