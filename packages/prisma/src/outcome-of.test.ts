import { describe, expect, it } from 'vitest';
import { readFailure } from './driver-failure.js';
import { isWorthRepeating, outcomeOf } from './outcome-of.js';

/** An error of Prisma 7: its own code, and the adapter's error in `meta`. */
function requestError(code: string, cause?: object): Error {
  const meta = cause && {
    driverAdapterError: Object.assign(new Error('adapter'), { name: 'DriverAdapterError', cause }),
  };
  return Object.assign(new Error('\nInvalid `x` invocation\n\n\nwhat is wrong'), {
    name: 'PrismaClientKnownRequestError',
    code,
    meta,
  });
}

const postgres = (originalCode: string) =>
  requestError('P2039', { kind: 'postgres', originalCode, originalMessage: 'no' });
const mysql = (originalCode: string) => requestError('P2039', { kind: 'mysql', originalCode, originalMessage: 'no' });
const sqlite = (originalCode: string | undefined) =>
  requestError('P2039', { kind: 'sqlite', originalCode, extendedCode: 1, originalMessage: 'no' });

describe('a write that failed', () => {
  it.each([
    ['the connection is refused', requestError('P1001', { kind: 'DatabaseNotReachable' })],
    ['wrong password', requestError('P1000')],
    ['no connection in the pool in time', requestError('P2024')],
    [
      'a deadlock or serialization failure',
      requestError('P2034', { kind: 'TransactionWriteConflict', originalCode: '40001' }),
    ],
    ['a duplicate', requestError('P2002')],
    ['a table that is missing', requestError('P2021')],
    ['a statement that timed out in PostgreSQL', postgres('57014')],
    ['a check that PostgreSQL enforces', postgres('23514')],
    ['a PostgreSQL that is starting', postgres('57P03')],
    ['a lock that MySQL waited for too long', mysql('1205')],
    ['no connection from the MariaDB pool in time', mysql('45028')],
    ['a full disk of SQLite', sqlite('13')],
    [
      'a locked file of SQLite',
      requestError('P1008', {
        kind: 'SocketTimeout',
        originalCode: '5',
        originalMessage: 'SQLITE_BUSY: database is locked',
      }),
    ],
    [
      'a locked file of better-sqlite3',
      requestError('P1008', { kind: 'SocketTimeout', originalCode: 'SQLITE_BUSY_SNAPSHOT' }),
    ],
    ['a file of better-sqlite3 that is read-only', sqlite('SQLITE_READONLY_DBMOVED')],
    [
      'a locked file, by an extended code',
      requestError('P1008', { kind: 'SocketTimeout', originalCode: '261', originalMessage: 'locked' }),
    ],
    ['a refused call', Object.assign(new Error('Unknown argument'), { name: 'PrismaClientValidationError' })],
    [
      'a client that could not start',
      Object.assign(new Error('no'), { name: 'PrismaClientInitializationError', errorCode: 'P1001' }),
    ],
    ['a name that does not resolve', Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' })],
    ['no connection of node-postgres in time', new Error('timeout exceeded when trying to connect')],
    [
      'a bare adapter error',
      Object.assign(new Error('x'), { name: 'DriverAdapterError', cause: { kind: 'DatabaseNotReachable' } }),
    ],
  ])('was not applied: %s', (_title, error) => {
    expect(outcomeOf('write', readFailure(error))).toBe('not-applied');
  });

  it.each([
    ['the connection closed', requestError('P1017', { kind: 'ConnectionClosed' })],
    ['a socket timed out, on another database than SQLite', requestError('P1008', { kind: 'SocketTimeout' })],
    ['an administrator ended the connection to PostgreSQL', postgres('57P01')],
    ['PostgreSQL does not know either', postgres('40003')],
    ['the MariaDB socket closed', mysql('45009')],
    ['MySQL is shutting down', mysql('1053')],
    ['MySQL failed at the commit', mysql('1180')],
    ['better-sqlite3 could not write', sqlite('SQLITE_IOERR_WRITE')],
    ['SQLite could not write', sqlite('10')],
    ['a remote libSQL, whose code is made up', sqlite(undefined)],
    ['an unknown kind', requestError('P2039', { kind: 'mssql', originalCode: '1' })],
    ['Prisma does not know', Object.assign(new Error('x'), { name: 'PrismaClientUnknownRequestError' })],
    ['an error of the system on an open connection', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
    ['a string instead of an error', 'text'],
    ['nothing', undefined],
  ])('has an unknown outcome: %s', (_title, error) => {
    expect(outcomeOf('write', readFailure(error))).toBe('unknown');
    expect(outcomeOf('read', readFailure(error))).toBe('not-applied');
  });

  it('is repeated only when it lost against another statement, and then was not applied', () => {
    const lost = [
      requestError('P2034'),
      mysql('1020'),
      requestError('P1008', { kind: 'SocketTimeout', originalCode: '5' }),
    ].map(readFailure);
    expect(lost.map(isWorthRepeating)).toEqual([true, true, true]);
    expect(lost.map((failure) => outcomeOf('write', failure))).toEqual(['not-applied', 'not-applied', 'not-applied']);
    const others = [requestError('P1001'), requestError('P1008'), mysql('1205'), postgres('57014')].map(readFailure);
    expect(others.map(isWorthRepeating)).toEqual([false, false, false, false]);
  });
});
