import { StoreError } from '@sess/core';
import { causeOf, safeText } from './failure-cause.js';
import type { MongoFailure } from './mongo-failure.js';
import { type Effect, outcomeOf } from './outcome-of.js';
import type { SessionCollection } from './session-collection.js';

/** What failed, and how far it had come. */
export interface FailedCommand {
  readonly verb: string;
  readonly effect: Effect;
  readonly attempts: number;
  /** Whether an earlier command of the same call has changed something. */
  readonly isBegun: boolean;
  /** Absent where there was none to be had. */
  readonly collection?: Pick<SessionCollection, 'dbName' | 'collectionName'>;
}

/** What a call rejects with when the driver throws. */
export function storeFailure(thrown: unknown, failure: MongoFailure, failed: FailedCommand): StoreError {
  const text = safeText(failure) || failure.name;
  const code = failure.codeName ?? failure.code;
  const isSaid = code === undefined || text.includes(String(code));
  const what = `MongoSessionStore could not ${failed.verb}: ${text}${isSaid ? '' : ` (${code})`}`;
  const remedy = remedyFor(failure, failed.collection);
  return new StoreError(remedy ? `${what}. ${remedy}` : what, {
    outcome: failed.isBegun ? 'unknown' : outcomeOf(failed.effect, failure, failed.attempts),
    cause: causeOf(thrown, failure),
  });
}

/** Nothing listens there, or there is no such name. */
function isUnreachable(code: MongoFailure['code']): boolean {
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND';
}

/** What to run where rights are missing, or the collection is not set up for sessions. */
function remedyFor(
  { name, code, index, text }: MongoFailure,
  collection: FailedCommand['collection'],
): string | undefined {
  const { dbName = 'db', collectionName = 'sessions' } = collection ?? {};
  if (name === 'MongoServerSelectionError' || isUnreachable(code)) {
    return 'Check that MongoDB runs there, and the address that the client was made with; the next call tries again';
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
      return 'Where this says that transaction numbers are not allowed: the server is a standalone, so add retryWrites=false to its address';
    case 121:
      return `The collection has a validator that refuses sessions: db.getSiblingDB("${dbName}").runCommand({ collMod: "${collectionName}", validator: {} })`;
    case 11_000:
      return `Several sessions may have one owner and the same attributes: make the index on ${index ?? 'that field'} one that is not unique`;
    default:
      return undefined;
  }
}
