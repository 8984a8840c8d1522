import { StoreError } from '@sess/core';
import { redactedCause, redactedText, type StoreCall } from '@sess/core/store';
import { type DriverFailure, readFailure } from './driver-failure.js';
import type { SessionCollection } from './driver.js';
import { type Effect, outcomeOf } from './outcome-of.js';

/** What is kept of a driver's error. It holds no session data, because errors are logged. */
export interface FailureCause extends Error {
  /** The server's code (11000), or the system's (`ECONNREFUSED`). */
  readonly code?: number | string;
  /** The server's name of its code. */
  readonly codeName?: string;
  /** What server and driver say about repeating, such as `RetryableWriteError`. */
  readonly errorLabels?: readonly string[];
}

/** What failed, and how far it had come. */
export interface FailedCommand {
  readonly effect: Effect;
  /** How often it was serialized to be sent. See `send-attempts.ts`. */
  readonly attempts: number;
  /** `undefined` when no collection could be got. Nothing can have been sent then. */
  readonly collection: Pick<SessionCollection, 'dbName' | 'collectionName'> | undefined;
}

/**
 * Returns what a call rejects with when the driver throws: the reason of its signal if it was aborted, else a
 * `StoreError`.
 */
export function storeFailure(call: StoreCall, thrown: unknown, { effect, attempts, collection }: FailedCommand): Error {
  const { signal } = call;
  if (thrown instanceof StoreError) return thrown;
  // After a part of the call was carried out, the reason would say too little.
  if (signal?.aborted && thrown === signal.reason && !call.hasPartiallyRun) return thrown as Error;
  const failure = readFailure(thrown);
  const { name, code, codeName, labels } = failure;
  const text = safeText(failure);
  const shownCode = codeName ?? code;
  const mentionsCode = shownCode === undefined || text.includes(String(shownCode));
  const problem = `${text || name}${mentionsCode ? '' : ` (${shownCode})`}`;
  const remedy = remedyFor(failure, collection);
  const errorLabels = labels.size > 0 ? [...labels] : undefined;
  const cause: FailureCause = redactedCause(thrown, text, { name, code, codeName, errorLabels });
  const outcome = outcomeOf(collection ? effect : 'read', failure, attempts);
  return call.failure(remedy ? `${problem}. ${remedy}` : problem, { outcome, cause });
}

/** Returns what a call rejects with when a read contradicts a write that the server has acknowledged. */
export function staleRead(call: StoreCall): StoreError {
  return call.failure(
    'the server shows what it has replaced or removed. Reads seem to go to another server than writes, one that is behind, though the ' +
      'store asks for the primary. Check the address of the client: it must lead to the primary, or to the whole replica set, and not ' +
      'to an endpoint for readers',
    { outcome: 'not-applied' },
  );
}

/**
 * Returns what went wrong without what the server quotes: a validator's refusal has the document, and the error of a
 * unique index has the value. Removes everything from the first brace to the last, or to the end where a document was
 * cut off.
 */
function safeText({ text }: DriverFailure): string {
  const start = text.indexOf('{');
  if (start < 0) return redactedText(text);
  const end = text.lastIndexOf('}');
  return redactedText(`${text.slice(0, start)}{…}${end > start ? text.slice(end + 1) : ''}`);
}

/** Returns what to run where rights are missing, or the collection is not set up for sessions. */
function remedyFor(
  { name, code, index, text }: DriverFailure,
  collection: FailedCommand['collection'],
): string | undefined {
  const { dbName = 'db', collectionName = 'sessions' } = collection ?? {};
  if (name === 'MongoServerSelectionError' || code === 'ECONNREFUSED' || code === 'ENOTFOUND') {
    return 'Check that MongoDB runs there, and the address that the client was made with. The next call tries again';
  }
  // DocumentDB: "option collation is currently not supported". Atlas: "collation not allowed in this atlas tier".
  if (/\bcollation\b/i.test(text) && /\bnot (allowed|currently|implemented|supported|yet)\b|unsupported/i.test(text)) {
    return 'Where the server refuses a collation, give the store the option collation: false';
  }
  switch (code) {
    case 13:
    case 8000:
      return `Let the user of this client read and write it: db.getSiblingDB("${dbName}").grantRolesToUser("<user>", [{ role: "readWrite", db: "${dbName}" }])`;
    case 18:
      return 'Check the name, password and authSource that the client was made with';
    case 20:
      return 'Where this says that transaction numbers are not allowed: the server is a standalone, so add retryWrites=false to its address. It has no transactions (clientSession)';
    case 121:
      return `The collection has a validator that refuses sessions: db.getSiblingDB("${dbName}").runCommand({ collMod: "${collectionName}", validator: {} })`;
    case 148:
      return "The server was started without this read concern: give the store the option readConcern: { level: 'local' }";
    case 11_000:
      return `Several sessions may have one owner and the same attributes: make the index on ${index ?? 'that field'} one that is not unique`;
    default:
      return undefined;
  }
}
