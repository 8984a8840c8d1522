import type { StoreError } from '@sess/core';
import { redactedCause, redactedText, type StoreCall } from '@sess/core/store';
import { type DriverFailure, isRefusedByModel } from './driver-failure.js';
import { type Effect, outcomeOf } from './outcome-of.js';

/** What is kept of a client's error. It holds no session data, because errors are logged. */
export interface FailureCause extends Error {
  /** Prisma's code, such as `P1001`. */
  readonly code?: string;
  /** The database's own: an SQLSTATE, an errno, a result code. */
  readonly databaseCode?: string;
}

/** Returns what a call rejects with when the client throws. */
export function storeFailure(call: StoreCall, effect: Effect, thrown: unknown, failure: DriverFailure): StoreError {
  const { name, code, databaseCode } = failure;
  const text = safeText(failure);
  const shownCode = code ?? databaseCode;
  const problem = `${text || name}${shownCode ? ` (${shownCode})` : ''}`;
  const remedy = remedyFor(failure);
  const cause: FailureCause = redactedCause(thrown, text, { name, code, databaseCode });
  return call.failure(remedy ? `${problem}. ${remedy}` : problem, { outcome: outcomeOf(effect, failure), cause });
}

/** Returns what a call rejects with when a read contradicts a write that the database has acknowledged. */
export function staleRead(call: StoreCall): StoreError {
  return call.failure(
    'the database does not show what it has acknowledged. Reads seem to go to a read replica, or a cache, that is behind. Let the ' +
      'store read where it writes; with @prisma/extension-read-replicas: new PrismaSessionStore(prisma.$primary().session)',
    { outcome: 'not-applied' },
  );
}

/**
 * Returns what went wrong without what the client quotes: validation errors print the whole call with its payload,
 * details of PostgreSQL the whole row, and the MariaDB connector may add the statement and its parameters.
 */
function safeText(failure: DriverFailure): string {
  // The last line of a validation error says what is wrong. The lines above it are the call.
  const text = isRefusedByModel(failure) ? (failure.text.split('\n').at(-1) ?? '') : failure.text;
  const [sentence = ''] = text.split(/\n[ \t]*sql:|\s- parameters:|\nDETAIL:/i);
  return redactedText(sentence);
}

/** Returns what to run where the table, a column or a field of the model is missing. */
function remedyFor(failure: DriverFailure): string | undefined {
  const { code, kind, databaseCode, text } = failure;
  // 1406 of MySQL and 22001 of PostgreSQL: the value is too long for its column.
  if (code === 'P2000' || kind === 'LengthMismatch' || databaseCode === '1406' || databaseCode === '22001') {
    return (
      'Without a native type Prisma makes columns of 191 characters on MySQL and MariaDB: add @db.LongText to payload and @db.Text to ' +
      'owner in the model, as the README of @sess/prisma says, and migrate'
    );
  }
  // 42501 of PostgreSQL, 1142 and 1143 of MySQL: the user lacks a right.
  if (['42501', '1142', '1143'].includes(databaseCode ?? '')) {
    return 'Grant the user of the application SELECT, INSERT, UPDATE and DELETE on the table of sessions';
  }
  // The libSQL adapter looks for some of these at the beginning of the message, which begins with SQLITE_ERROR.
  const isMissingInSqlite = /no such (table|column)|has no column named/.test(text);
  if (code === 'P2021' || code === 'P2022' || isMissingInSqlite) {
    return `Create the table of sessions with ${sqlFile(databaseCode, isMissingInSqlite)} of @sess/prisma, or migrate after adding the model of its session.prisma`;
  }
  if (isRefusedByModel(failure)) {
    return "Compare your model with session.prisma of @sess/prisma, generate the client again, and name fields that differ in the option 'columns'";
  }
  return undefined;
}

function sqlFile(databaseCode: string | undefined, isSqlite: boolean): string {
  if (isSqlite) return 'sql/sqlite.sql';
  if (databaseCode?.startsWith('42')) return 'sql/postgresql.sql';
  if (databaseCode === '1146' || databaseCode === '1054') return 'sql/mysql.sql';
  return 'the file for your database in sql/';
}
