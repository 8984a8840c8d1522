import { StoreError } from '@sess/core';
import type { Call } from './call.js';
import { causeOf, safeText } from './failure-cause.js';
import { isNotApplied } from './not-applied.js';
import { isRefusedByModel, type PrismaFailure } from './prisma-failure.js';

/** Whether the statement changes anything: one that only reads is never half done. */
export type Effect = 'read' | 'write';

/** What a call rejects with when the client throws. */
export function storeFailure(
  { verb, hasRemoved }: Pick<Call, 'verb' | 'hasRemoved'>,
  effect: Effect,
  thrown: unknown,
  failure: PrismaFailure,
): StoreError {
  const outcome = !hasRemoved && (effect === 'read' || isNotApplied(failure)) ? 'not-applied' : 'unknown';
  const code = failure.code ?? failure.databaseCode;
  const what = `PrismaSessionStore could not ${verb}: ${safeText(failure) || failure.name}${code ? ` (${code})` : ''}`;
  const remedy = remedyFor(failure);
  return new StoreError(remedy ? `${what}. ${remedy}` : what, { outcome, cause: causeOf(thrown, failure) });
}

/** What to run where the table, a column or a field of the model is missing. */
function remedyFor(failure: PrismaFailure): string | undefined {
  const { code, kind, databaseCode, text } = failure;
  // MySQL's 1406 and PostgreSQL's 22001: a value that its column would cut.
  if (code === 'P2000' || kind === 'LengthMismatch' || databaseCode === '1406' || databaseCode === '22001') {
    return (
      'Without a native type Prisma makes columns of 191 characters on MySQL and MariaDB: add @db.LongText to payload and @db.Text to ' +
      'owner in the model, as the README of @sess/prisma says, and migrate'
    );
  }
  // The libSQL adapter looks for some of these at the beginning of a message that begins with SQLITE_ERROR.
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
