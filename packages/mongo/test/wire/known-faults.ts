import { type Fault, refusal, writeConcernError, writeError } from './fault.js';
import type { CommandKind } from './command-under-test.js';

/** The result of a fault: the right value, or a typed error. */
export type Verdict = 'result' | 'not-applied' | 'unknown';

/** Something that can happen to a command: a column of the table. */
export interface KnownFault {
  readonly title: string;
  readonly fault: Fault;
  /** How many commands it happens to: only the next one, or all. */
  readonly times: number;
  /** It can happen only to these commands. */
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

/** Both ways: once, where the driver may recover, and every time. */
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
function onceSaid(title: string, fault: Fault, read: Verdict, write: Verdict, writes: Verdict): KnownFault {
  return { title, fault, times: Infinity, only: isAny, ...verdicts(read, write, writes) };
}

/** A state of the server in which reads are repeated, and writes where the server asks for it. */
function states(code: number, name: string, write: Verdict): KnownFault[] {
  const plain: Fault = { kind: 'answer', document: refusal(code, name) };
  const labelled: Fault = { kind: 'answer', document: refusal(code, name, again) };
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
  onceSaid('delayed', { kind: 'delay', milliseconds: 30 }, 'result', 'result', 'result'),
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
    `InterruptedDueToReplStateChange after it was written, with ${again}`,
    { kind: 'answer after', document: refusal(11_602, 'InterruptedDueToReplStateChange', again) },
    verdicts('result', 'unknown', 'unknown', 'result', 'unknown'),
    verdicts('not-applied', 'unknown', 'unknown'),
    isWrite,
  ),
  onceSaid(
    'MaxTimeMSExpired',
    { kind: 'answer', document: refusal(50, 'MaxTimeMSExpired') },
    'not-applied',
    'unknown',
    'unknown',
  ),
  onceSaid(
    'MaxTimeMSExpired after it was done',
    { kind: 'answer after', document: refusal(50, 'MaxTimeMSExpired') },
    'not-applied',
    'unknown',
    'unknown',
  ),
  ...onceAndAlways(
    `ShutdownInProgress with ${again} and ${none}`,
    { kind: 'answer', document: refusal(91, 'ShutdownInProgress', again, none) },
    verdicts('result', 'not-applied', 'not-applied', 'result'),
    verdicts('not-applied', 'not-applied', 'not-applied'),
    isOne,
  ),
  ...[
    ['WriteConcernTimeout', writeConcernError(64, 'WriteConcernTimeout')] as const,
    ['ShutdownInProgress', writeConcernError(91, 'ShutdownInProgress')] as const,
    ['UnsatisfiableWriteConcern', writeConcernError(100, 'UnsatisfiableWriteConcern')] as const,
  ].map(([name, fields]) => ({
    ...onceSaid(`written, but ${name}`, { kind: 'amend', fields }, 'not-applied', 'unknown', 'unknown'),
    only: isWrite,
  })),
  ...onceAndAlways(
    `written, but PrimarySteppedDown with ${again}`,
    { kind: 'amend', fields: writeConcernError(189, 'PrimarySteppedDown', again) },
    verdicts('result', 'unknown', 'unknown', 'result', 'unknown'),
    verdicts('not-applied', 'unknown', 'unknown'),
    isWrite,
  ),
  onceSaid('Unauthorized', { kind: 'answer', document: refusal(13, 'Unauthorized') }, ...refused()),
  onceSaid('IllegalOperation', { kind: 'answer', document: refusal(20, 'IllegalOperation') }, ...refused()),
  onceSaid(
    'BSONObjectTooLarge',
    { kind: 'answer', document: refusal(10_334, 'BSONObjectTooLarge') },
    'not-applied',
    'not-applied',
    'unknown',
  ),
  {
    title: 'DuplicateKey of another index',
    fault: { kind: 'answer', document: writeError(11_000, { keyPattern: { owner: 1 } }) },
    times: Infinity,
    only: isOne,
    ...verdicts('not-applied', 'not-applied', 'unknown'),
  },
  {
    title: 'an answer that makes no sense',
    fault: { kind: 'garble' },
    times: Infinity,
    only: isAny,
    ...verdicts('not-applied', 'unknown', 'unknown'),
  },
];

function refused(): [Verdict, Verdict, Verdict] {
  return ['not-applied', 'not-applied', 'not-applied'];
}
