import { type Fault, refusal, writeConcernError, writeError } from './fault.js';
import type { CommandKind } from './command-under-test.js';

/** The result of a call under a fault: the right value, or a StoreError. */
export type Verdict = 'result' | 'not-applied' | 'unknown';

/** A fault of a command, with its expected results: a row of the table. */
export interface KnownFault {
  readonly title: string;
  readonly fault: Fault;
  /** How many commands it applies to: only the next one, or all. */
  readonly times: number;
  /** The commands that it can apply to. */
  readonly only: Only;
  /** On a standalone server, where the driver repeats reads but not writes. */
  readonly read: Verdict;
  readonly write: Verdict;
  readonly writes: Verdict;
  /** On a replica set that remembers its writes, where the driver repeats the write of one document. */
  readonly repeatedWrite: Verdict;
  /** The same on a server that carries out the repetition again. */
  readonly againWrite: Verdict;
}

type Verdicts = Pick<KnownFault, 'read' | 'write' | 'writes' | 'repeatedWrite' | 'againWrite'>;

type Only = (kind: CommandKind) => boolean;

const isWrite: Only = (kind) => kind !== 'read';
const isOne: Only = (kind) => kind === 'write' || kind === 'repeatable delete';
const again = 'RetryableWriteError';
const none = 'NoWritesPerformed';

const verdicts = (
  read: Verdict,
  write: Verdict,
  writes: Verdict,
  repeatedWrite: Verdict = write,
  againWrite: Verdict = repeatedWrite,
): Verdicts => ({ read, write, writes, repeatedWrite, againWrite });

/** Returns the fault twice: once, so that the driver may recover, and for all commands. */
function onceAndAlways(
  title: string,
  fault: Fault,
  once: Verdicts,
  always: Verdicts,
  only: Only = isAny,
): KnownFault[] {
  return [
    { title: `${title}, once`, fault, times: 1, only, ...once },
    { title: `${title}, always`, fault, times: Infinity, only, ...always },
  ];
}

function isAny(): boolean {
  return true;
}

/** A fault after which the driver never repeats a command. */
function notRepeated(title: string, fault: Fault, read: Verdict, write: Verdict, writes: Verdict): KnownFault {
  return { title, fault, times: Infinity, only: isAny, ...verdicts(read, write, writes) };
}

/** A state of the server after which the driver repeats reads, and writes if the server's reply allows it. */
function states(code: number, name: string, write: Verdict): KnownFault[] {
  const plain: Fault = { kind: 'reply', document: refusal(code, name) };
  const labelled: Fault = { kind: 'reply', document: refusal(code, name, again) };
  return [
    ...onceAndAlways(name, plain, verdicts('result', write, 'unknown'), verdicts('not-applied', write, 'unknown')),
    ...onceAndAlways(
      `${name} with ${again}`,
      labelled,
      verdicts('result', 'unknown', 'unknown', 'result'),
      verdicts('not-applied', 'unknown', 'unknown'),
    ),
  ];
}

export const knownFaults: readonly KnownFault[] = [
  notRepeated('delayed', { kind: 'delay', milliseconds: 30 }, 'result', 'result', 'result'),
  ...onceAndAlways(
    'cut before',
    { kind: 'cut before' },
    verdicts('result', 'unknown', 'unknown', 'result'),
    verdicts('not-applied', 'unknown', 'unknown'),
  ),
  ...onceAndAlways(
    'cut after',
    { kind: 'cut after' },
    verdicts('result', 'unknown', 'unknown', 'result', 'unknown'),
    verdicts('not-applied', 'unknown', 'unknown'),
  ),
  ...states(10_107, 'NotWritablePrimary', 'not-applied'),
  ...states(189, 'PrimarySteppedDown', 'unknown'),
  ...states(11_600, 'InterruptedAtShutdown', 'unknown'),
  ...states(11_602, 'InterruptedDueToReplStateChange', 'unknown'),
  ...states(91, 'ShutdownInProgress', 'unknown'),
  ...states(89, 'NetworkTimeout', 'unknown'),
  ...onceAndAlways(
    `InterruptedDueToReplStateChange after the write, with ${again}`,
    { kind: 'reply after', document: refusal(11_602, 'InterruptedDueToReplStateChange', again) },
    verdicts('result', 'unknown', 'unknown', 'result', 'unknown'),
    verdicts('not-applied', 'unknown', 'unknown'),
    isWrite,
  ),
  notRepeated(
    'MaxTimeMSExpired',
    { kind: 'reply', document: refusal(50, 'MaxTimeMSExpired') },
    'not-applied',
    'unknown',
    'unknown',
  ),
  notRepeated(
    'MaxTimeMSExpired after the command',
    { kind: 'reply after', document: refusal(50, 'MaxTimeMSExpired') },
    'not-applied',
    'unknown',
    'unknown',
  ),
  ...onceAndAlways(
    `ShutdownInProgress with ${again} and ${none}`,
    { kind: 'reply', document: refusal(91, 'ShutdownInProgress', again, none) },
    verdicts('result', 'not-applied', 'not-applied', 'result'),
    verdicts('not-applied', 'not-applied', 'not-applied'),
    isOne,
  ),
  ...[
    ['WriteConcernTimeout', writeConcernError(64, 'WriteConcernTimeout')] as const,
    ['ShutdownInProgress', writeConcernError(91, 'ShutdownInProgress')] as const,
    ['UnsatisfiableWriteConcern', writeConcernError(100, 'UnsatisfiableWriteConcern')] as const,
  ].map(([name, fields]) => ({
    ...notRepeated(`written, but ${name}`, { kind: 'amend', fields }, 'not-applied', 'unknown', 'unknown'),
    only: isWrite,
  })),
  ...onceAndAlways(
    `written, but PrimarySteppedDown with ${again}`,
    { kind: 'amend', fields: writeConcernError(189, 'PrimarySteppedDown', again) },
    verdicts('result', 'unknown', 'unknown', 'result', 'unknown'),
    verdicts('not-applied', 'unknown', 'unknown'),
    isWrite,
  ),
  notRepeated('Unauthorized', { kind: 'reply', document: refusal(13, 'Unauthorized') }, ...refused()),
  notRepeated('IllegalOperation', { kind: 'reply', document: refusal(20, 'IllegalOperation') }, ...refused()),
  notRepeated(
    'BSONObjectTooLarge',
    { kind: 'reply', document: refusal(10_334, 'BSONObjectTooLarge') },
    'not-applied',
    'not-applied',
    'unknown',
  ),
  {
    title: 'DocumentValidationFailure',
    fault: { kind: 'reply', document: writeError(121, { errInfo: {} }) },
    times: Infinity,
    only: isOne,
    ...verdicts('not-applied', 'not-applied', 'unknown'),
  },
  {
    title: 'DuplicateKey of another index',
    fault: { kind: 'reply', document: writeError(11_000, { keyPattern: { owner: 1 } }) },
    times: Infinity,
    only: isOne,
    ...verdicts('not-applied', 'not-applied', 'unknown'),
  },
  {
    title: 'a reply that cannot be read',
    fault: { kind: 'garble' },
    times: Infinity,
    only: isAny,
    ...verdicts('not-applied', 'unknown', 'unknown'),
  },
];

function refused(): [Verdict, Verdict, Verdict] {
  return ['not-applied', 'not-applied', 'not-applied'];
}
