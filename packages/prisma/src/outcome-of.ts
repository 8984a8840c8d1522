import type { Outcome } from '@sess/core';
import { type DriverFailure, isRefusedByModel } from './driver-failure.js';

/** Whether the statement changes anything. A statement that only reads is never half done. */
export type Effect = 'read' | 'write';

// Each list names what is certain. Everything else has an unknown outcome, which costs core one more load and is never
// wrong. A write that is called not applied, but was applied, would be made twice.

/**
 * Prisma's codes. There was no connection (P1000 to P1003, P1010, P1011, P2024, P2037); the statement was undone
 * because of a constraint, a type or a missing table; or it lost against another transaction (P2034).
 */
const prismaCodes = codes(
  'P1000 P1001 P1002 P1003 P1010 P1011 P1012 P1013 P2024 P2037',
  'P2000 P2002 P2003 P2004 P2006 P2007 P2009 P2011 P2012 P2013 P2019 P2020 P2021 P2022 P2033 P2034',
);

/** Classes of SQLSTATE after which PostgreSQL undoes the statement, which is a transaction of its own here. */
const postgresqlClasses = codes('0A 22 23 25 28 3D 3F 42 44 53 54 55');
/** Serialization failure, deadlock, cancelled by a timeout, and "the database system is starting up". */
const postgresqlCodes = codes('40001 40P01 57014 57P03');

/** Refused, undone, or timed out while it waited for a lock or ran. */
const mysqlCodes = codes(
  '1020 1021 1040 1044 1045 1048 1049 1054 1062 1064 1114 1129 1130 1142 1143 1146 1153 1203 1205 1213 1226',
  '1264 1290 1292 1364 1366 1406 1836 1969 3024',
  // Codes of the MariaDB connector: no socket in time, no connection from the pool in time, the pool is closed.
  '45012 45027 45028 45037',
);

/** Result codes after which SQLite rolls the statement back. */
const sqliteResults: Readonly<Record<string, number>> = {
  ERROR: 1,
  PERM: 3,
  BUSY: 5,
  LOCKED: 6,
  READONLY: 8,
  FULL: 13,
  CANTOPEN: 14,
  TOOBIG: 18,
  CONSTRAINT: 19,
  MISMATCH: 20,
  AUTH: 23,
  NOTADB: 26,
};

/** The name did not resolve, or nothing listens there. Only connecting has these errors. */
const systemCodes = codes('ECONNREFUSED ENOTFOUND EAI_AGAIN');

/** Returns what is known of a statement that failed. */
export function outcomeOf(effect: Effect, failure: DriverFailure): Outcome {
  return effect === 'read' || isNotApplied(failure) ? 'not-applied' : 'unknown';
}

function isNotApplied(failure: DriverFailure): boolean {
  const { name, code, kind, databaseCode, text } = failure;
  if (isRefusedByModel(failure) || name === 'PrismaClientInitializationError' || isBusy(failure)) return true;
  if (code !== undefined && (prismaCodes.has(code) || systemCodes.has(code))) return true;
  switch (kind) {
    case undefined:
      // node-postgres has no code for this: `connectionTimeoutMillis` passed before there was a connection.
      return code === undefined && text === 'timeout exceeded when trying to connect';
    case 'DatabaseNotReachable':
    case 'TransactionWriteConflict':
      return true;
    case 'postgres':
      return (
        databaseCode !== undefined &&
        (postgresqlCodes.has(databaseCode) || postgresqlClasses.has(databaseCode.slice(0, 2)))
      );
    case 'mysql':
      return databaseCode !== undefined && mysqlCodes.has(databaseCode);
    case 'sqlite':
      return databaseCode !== undefined && Object.values(sqliteResults).includes(primaryCode(databaseCode));
    default:
      return false;
  }
}

/** Whether the statement lost against another one and was undone, so that it may succeed a moment later. */
export function isWorthRepeating(failure: DriverFailure): boolean {
  const { code, kind, databaseCode } = failure;
  if (code === 'P2034' || kind === 'TransactionWriteConflict') return true;
  return isBusy(failure) || (kind === 'mysql' && databaseCode === '1020');
}

/**
 * Whether SQLite's file was locked. The adapters report this as a timeout of a socket (P1008). On other databases that
 * may happen after the statement was sent; the code of the database tells them apart.
 */
function isBusy({ code, kind, databaseCode }: DriverFailure): boolean {
  if (code !== 'P1008' && kind !== 'SocketTimeout') return false;
  return databaseCode !== undefined && primaryCode(databaseCode) === sqliteResults['BUSY'];
}

/**
 * Returns the primary result code: the low byte of a number (libSQL), or that of the first word of a name
 * (better-sqlite3).
 */
function primaryCode(code: string): number {
  if (/^\d+$/.test(code)) return Number(code) & 0xff;
  return sqliteResults[/^SQLITE_([A-Z]+)/.exec(code)?.[1] ?? ''] ?? Number.NaN;
}

function codes(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
