import type { CommandKind } from '../wire/command-under-test.js';
import type { Verdict } from '../wire/known-faults.js';

/** A fault that the server causes by its fail point `failCommand`, with the expected results: a row of the table. */
export interface FailPoint {
  readonly title: string;
  /** What the fail point does. An error comes instead of the command, a write concern error after it. */
  readonly data: Readonly<Record<string, unknown>>;
  /** How many commands it applies to. */
  readonly times: 1 | 2;
  readonly expected: Readonly<Record<'read' | 'write' | 'writes', Verdict>>;
  /** Whether it can apply to a command of that kind. */
  only(kind: CommandKind): boolean;
}

const again = 'RetryableWriteError';

/** @param write - The result of a write of one document, which the driver repeats if the error has the label. */
const failPoint = (
  title: string,
  times: 1 | 2,
  data: Readonly<Record<string, unknown>>,
  read: Verdict,
  write: Verdict,
  writes: Verdict,
): FailPoint => ({ title, data, times, expected: { read, write, writes }, only: () => true });

/**
 * States of the server after which the driver repeats reads. The server itself adds the label to the reply to a
 * numbered write, after which the driver repeats that.
 */
const states = [
  ['NotWritablePrimary', 10_107, 'not-applied'],
  ['PrimarySteppedDown', 189, 'unknown'],
  ['ShutdownInProgress', 91, 'unknown'],
  ['InterruptedAtShutdown', 11_600, 'unknown'],
  ['InterruptedDueToReplStateChange', 11_602, 'unknown'],
  ['NotPrimaryNoSecondaryOk', 13_435, 'not-applied'],
] as const;

/**
 * What a server refuses or gives up, which the driver reports at once. A fail point cannot refuse a document (121), so
 * a proxy does that.
 */
const errors = [
  ['Unauthorized', { errorCode: 13 }, 'not-applied', 'not-applied'],
  ['MaxTimeMSExpired', { errorCode: 50 }, 'unknown', 'unknown'],
  ['WriteConflict', { errorCode: 112 }, 'unknown', 'unknown'],
  ['AtlasError', { errorCode: 8000 }, 'not-applied', 'not-applied'],
  ['BSONObjectTooLarge', { errorCode: 10_334 }, 'not-applied', 'unknown'],
] as const;

const writeConcernErrors = [
  ['WriteConcernTimeout', { code: 64, codeName: 'WriteConcernTimeout', errInfo: { wtimeout: true } }],
  ['ShutdownInProgress', { code: 91, codeName: 'ShutdownInProgress' }],
  ['UnsatisfiableWriteConcern', { code: 100, codeName: 'UnsatisfiableWriteConcern' }],
] as const;

const onlyWrites = (one: FailPoint): FailPoint => ({ ...one, only: (kind) => kind !== 'read' });

export const failPoints: readonly FailPoint[] = [
  failPoint('closed connection, once', 1, { closeConnection: true }, 'result', 'result', 'unknown'),
  failPoint('closed connection, twice', 2, { closeConnection: true }, 'not-applied', 'unknown', 'unknown'),
  ...states.flatMap(([name, errorCode, unlabelled]) => [
    failPoint(`${name}, once`, 1, { errorCode }, 'result', 'result', 'unknown'),
    failPoint(`${name}, twice`, 2, { errorCode }, 'not-applied', 'unknown', 'unknown'),
    failPoint(`${name} without label`, 1, { errorCode, errorLabels: [] }, 'result', unlabelled, 'unknown'),
  ]),
  failPoint('ExceededTimeLimit, once', 1, { errorCode: 262 }, 'result', 'result', 'unknown'),
  failPoint('ExceededTimeLimit, twice', 2, { errorCode: 262 }, 'not-applied', 'unknown', 'unknown'),
  failPoint('ExceededTimeLimit without label', 1, { errorCode: 262, errorLabels: [] }, 'result', 'unknown', 'unknown'),
  ...errors.map(([name, data, write, writes]) => failPoint(name, 1, data, 'not-applied', write, writes)),
  ...writeConcernErrors
    .flatMap(([name, error]) => {
      const data = { writeConcernError: { ...error, errmsg: 'caused by a test' } };
      const labelled = { ...data, errorLabels: [again] };
      const title = `written, but ${name}`;
      return [
        failPoint(title, 1, data, 'not-applied', 'unknown', 'unknown'),
        failPoint(`${title} with label, once`, 1, labelled, 'not-applied', 'result', 'unknown'),
        failPoint(`${title} with label, twice`, 2, labelled, 'not-applied', 'unknown', 'unknown'),
      ];
    })
    .map(onlyWrites),
];
