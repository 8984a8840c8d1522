import { describe, expect, it } from 'vitest';
import { readFailure } from './driver-failure.js';
import { type Effect, outcomeOf } from './outcome-of.js';

interface Thrown {
  readonly name: string;
  readonly code?: number | string;
  readonly errorLabels?: readonly string[];
  readonly cause?: unknown;
}

const outcome = (thrown: Thrown, attempts: number, effect: Effect = 'write') =>
  outcomeOf(effect, readFailure(Object.assign(new Error('no'), thrown)), attempts);

const server = (code: number, ...errorLabels: readonly string[]): Thrown => ({
  name: 'MongoServerError',
  code,
  errorLabels,
});

describe('a write that was never serialized', () => {
  it.each([
    'MongoServerSelectionError',
    'MongoNetworkError',
    'MongoNetworkTimeoutError',
    'MongoOperationTimeoutError',
    'MongoPoolClearedError',
    'PoolClearedOnNetworkError',
    'MongoWaitQueueTimeoutError',
    'MongoNotConnectedError',
    'MongoTopologyClosedError',
    'MongoServerError',
    'BSONError',
  ])('was not applied: %s', (name) => {
    expect(outcome({ name }, 0)).toBe('not-applied');
  });

  it('was not applied when connecting failed with an error of the system', () => {
    expect(outcome({ name: 'Error', code: 'ENOTFOUND' }, 0)).toBe('not-applied');
    expect(outcome({ name: 'Error', cause: { code: 'ECONNREFUSED' } }, 0)).toBe('not-applied');
  });

  it('is unknown when the error is not one of the driver: another product may not serialize it here', () => {
    expect(outcome({ name: 'Error' }, 0)).toBe('unknown');
    expect(outcome({ name: 'TypeError' }, 0)).toBe('unknown');
  });
});

describe('a write that was sent once', () => {
  it.each([
    'MongoNetworkError',
    'MongoNetworkTimeoutError',
    'MongoOperationTimeoutError',
    'MongoWriteConcernError',
    // The driver found no server to repeat it on.
    'MongoServerSelectionError',
    'PoolClearedOnNetworkError',
    'MongoUnexpectedServerResponseError',
    'BSONError',
    'Error',
  ])('is unknown: %s', (name) => {
    expect(outcome({ name }, 1)).toBe('unknown');
    expect(outcome({ name, code: 11_000 }, 1)).toBe('unknown');
  });

  it.each([
    ['Unauthorized', 13],
    ['DuplicateKey', 11_000],
    ['DocumentValidationFailure', 121],
    ['BSONObjectTooLarge', 10_334],
    ['NotWritablePrimary', 10_107],
    ['NotPrimaryNoSecondaryOk', 13_435],
  ])('was not applied when the server refused it: %s', (_name, code) => {
    expect(outcome(server(code), 1)).toBe('not-applied');
  });

  it.each([
    ['HostUnreachable', 6],
    ['MaxTimeMSExpired', 50],
    ['WriteConcernTimeout', 64],
    ['ShutdownInProgress', 91],
    ['UnsatisfiableWriteConcern', 100],
    ['PrimarySteppedDown', 189],
    ['ExceededTimeLimit', 262],
    ['InterruptedAtShutdown', 11_600],
    ['Interrupted', 11_601],
    ['InterruptedDueToReplStateChange', 11_602],
  ])('is unknown when the server was interrupted: %s', (_name, code) => {
    expect(outcome(server(code), 1)).toBe('unknown');
  });

  it('is unknown while the server asks for another attempt', () => {
    expect(outcome(server(10_107, 'RetryableWriteError'), 1)).toBe('unknown');
  });

  it('was not applied when the server says that it wrote nothing', () => {
    expect(outcome(server(189, 'RetryableWriteError', 'NoWritesPerformed'), 2)).toBe('not-applied');
  });

  it('is unknown for many documents, some of which may be done, unless none was read', () => {
    expect(outcome(server(13), 1, 'writes')).toBe('not-applied');
    expect(outcome(server(10_107), 1, 'writes')).toBe('unknown');
    expect(outcome(server(11_000), 1, 'writes')).toBe('unknown');
  });
});

it('leaves a write unknown that was sent twice, whatever the second reply: the first may have been applied', () => {
  expect(outcome(server(13), 2)).toBe('unknown');
  expect(outcome(server(10_107), 2)).toBe('unknown');
});

it('never leaves a read unknown', () => {
  expect(outcome({ name: 'MongoNetworkError' }, 1, 'read')).toBe('not-applied');
  expect(outcome({ name: 'Error' }, 2, 'read')).toBe('not-applied');
});
