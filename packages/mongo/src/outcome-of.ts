import type { Outcome } from '@sess/core';
import { isServerAnswer, type MongoFailure } from './mongo-failure.js';

/** `writes`: a command that changes many documents, one after the other, and may stop between two of them. */
export type Effect = 'read' | 'write' | 'writes';

// What is not certain is an unknown outcome, which costs core one more load and is never wrong; a write that is called not
// applied and was applied would be made twice.

/**
 * The server was ended, stepped down or interrupted while it did something: before the write, in it, or while it waited
 * for others to have it too. So do the codes with which it, or a router in front of it, reports that of somebody else.
 */
const interruptions = new Set([
  6, 7, 24, 50, 63, 64, 79, 89, 91, 100, 112, 133, 134, 150, 189, 202, 237, 262, 279, 290, 317, 358, 384, 402, 462,
  9001, 11_600, 11_601, 11_602, 13_388, 46_841,
]);

/** Looked at before the first document: bad syntax, no such command, no rights, not logged in. */
const refusals = new Set([2, 9, 13, 14, 18, 20, 59, 73, 8000]);

/** The name did not resolve, or nothing listens there: errors that only connecting has. */
const systemCodes = new Set<unknown>(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT']);

/**
 * What is known of a write that failed.
 *
 * @param attempts - How often it was put into bytes to be sent. See {@link Sending}.
 */
export function outcomeOf(effect: Effect, failure: MongoFailure, attempts: number): Outcome {
  if (effect === 'read') return 'not-applied';
  return isCertain(effect, failure, attempts) ? 'not-applied' : 'unknown';
}

function isCertain(effect: Effect, failure: MongoFailure, attempts: number): boolean {
  const { name, code, labels } = failure;
  // Names of the driver only: of a collection of another make it is not known that it would have told.
  if (attempts === 0) return /^(Mongo|PoolCleared|BSON)/.test(name) || systemCodes.has(code);
  // The driver keeps the error of an earlier attempt that may have written something, so this one is about all of them.
  if (labels.has('NoWritesPerformed')) return true;
  if (attempts > 1 || !isServerAnswer(failure) || typeof code !== 'number') return false;
  if (effect === 'writes') return refusals.has(code);
  // With this label the server asks for another attempt, and does not say whether this one counted.
  return !labels.has('RetryableWriteError') && !interruptions.has(code);
}
