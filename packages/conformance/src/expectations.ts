import { AssertionError } from 'node:assert/strict';
import { inspect } from 'node:util';
import { isNativeError } from 'node:util/types';
import type { KeyedStore, SessionId, SessionRecord, StoredSession, StoreLimits, Written } from '@sess/core';

/** Fails with what the contract demands and what was seen instead, for a reader who does not know the suite. */
export function expect(holds: boolean, demand: string, seen?: unknown): asserts holds {
  if (holds) return;
  const message = seen === undefined ? demand : `${demand}\nSeen: ${show(seen)}`;
  throw new AssertionError({ message, stackStartFn: expect });
}

export function show(value: unknown): string {
  if (isNativeError(value) || value instanceof Error) {
    const { name, message, cause } = value;
    return `${name}: ${message}${cause === undefined ? '' : `\n  because of ${show(cause)}`}`;
  }
  return inspect(value, { depth: 5, maxStringLength: 160, maxArrayLength: 20, breakLength: 110 });
}

interface Answer {
  readonly status: string;
}

/** Fails unless a verb answered with that status. */
export function expectStatus<T extends Answer, Status extends T['status']>(
  answer: T,
  status: Status,
  call: string,
): asserts answer is Extract<T, { readonly status: Status }> {
  expect(answer.status === status, `${call} must answer '${status}'.`, answer);
}

/** Fails unless exactly one of the answers of a race is the winner's. */
export function expectOneWinner(answers: readonly Answer[], winning: string, race: string): void {
  const winners = answers.filter(({ status }) => status === winning).length;
  expect(winners === 1, `${race}: exactly one must be told '${winning}'.`, answers);
}

export async function expectAbsent(store: KeyedStore, id: SessionId, when: string): Promise<void> {
  const found = await store.load(id);
  expect(found === undefined, `load must answer undefined ${when}.`, found);
}

export async function expectLive(store: KeyedStore, id: SessionId, when: string): Promise<StoredSession> {
  const found = await store.load(id);
  expect(found !== undefined, `load must find the record ${when}.`, 'undefined');
  return found;
}

/** Fails unless the stored record is the given one, field by field; the deadline may be off by the declared granularity. */
export function expectRecord(stored: StoredSession, record: SessionRecord, limits: StoreLimits, when: string): void {
  expect(
    stored.payload === record.payload,
    `The payload must come back exactly ${when}.`,
    differenceOf(stored.payload, record.payload),
  );
  for (const field of ['createdAt', 'owner', 'revision'] as const) {
    expect(stored[field] === record[field], `${field} must be ${show(record[field])} ${when}.`, {
      [field]: stored[field],
    });
  }
  const isInTime = Math.abs(stored.expiresAt - record.expiresAt) < limits.expiryGranularityMs;
  expect(
    isInTime,
    `expiresAt must be ${record.expiresAt} (limits.expiryGranularityMs is ${limits.expiryGranularityMs}) ${when}.`,
    { expiresAt: stored.expiresAt, offByMs: stored.expiresAt - record.expiresAt },
  );
  const [kept, given] = [attributesOf(stored), attributesOf(record)];
  expect(kept === given, `attributes must be ${given} ${when}.`, kept);
}

/** An attribute that is null, and one that is absent, are the same; so are no attributes and an empty object. */
function attributesOf({ attributes = {} }: SessionRecord): string {
  const entries = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  return show(Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1))));
}

function differenceOf(seen: unknown, given: string): string {
  if (typeof seen !== 'string') return `${typeof seen} instead of text: ${show(seen)}`;
  let at = 0;
  while (at < given.length && given[at] === seen[at]) at++;
  const [expected, actual] = [given.slice(at, at + 40), seen.slice(at, at + 40)];
  return `${seen.length} units instead of ${given.length}; from unit ${at} on ${show(actual)} instead of ${show(expected)}`;
}

/** Fails unless the call rejects with an error for which `isRight` holds; answers with that error. */
export async function expectRejection<E extends Error>(
  call: Promise<unknown>,
  isRight: (error: unknown) => error is E,
  demand: string,
): Promise<E> {
  const [outcome] = await Promise.allSettled([call]);
  expect(outcome.status === 'rejected', demand, outcome.status === 'fulfilled' && { resolvedWith: outcome.value });
  const reason: unknown = outcome.reason;
  if (reason instanceof AssertionError) throw reason;
  expect(isRight(reason), demand, reason);
  return reason;
}

/** By its name only: in runners that give each test file a realm of its own, the runtime's errors come from another. */
export function isAbortError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && (error as Partial<Error>).name === 'AbortError';
}

/** The version to go on from: the one that `written` carries, else the one that load shows. */
export async function versionAfter(store: KeyedStore, id: SessionId, written: Written): Promise<string> {
  return written.version ?? (await expectLive(store, id, 'after a write without a version')).version;
}
