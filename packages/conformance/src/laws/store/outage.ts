import type { SessionId, StoreError } from '@sess/core';
import { storeError, tooLargeError } from '../../fixture/error-kinds.js';
import { during, maxRefusalMs, newTargets, outageOf } from '../../fixture/outages.js';
import { newOwner } from '../../fixture/random-ids.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { noResponse, within } from '../../fixture/within.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { Attempt } from './attempt.js';
import { failureOf } from './failures.js';
import { ownersOf, putFor } from './owned-sessions.js';

/** Fails if the error of a write says 'not-applied' but the write was applied. */
async function expectTrueOutcome(attempt: Attempt, failure: StoreError | undefined): Promise<void> {
  if (!attempt.isWrite || failure?.outcome !== 'not-applied') return;
  const demand = `${attempt.verb} failed with 'not-applied', so the write must not be applied.`;
  expect(!(await attempt.isApplied()), demand, 'it was applied');
}

/** Makes each verb that writes fail once, and fails if an outcome is not true. */
async function eachWrite(
  fixture: StoreFixture,
  fail: (write: Attempt) => Promise<StoreError | undefined>,
): Promise<void> {
  for (const { verb, isWrite } of await Attempt.verbsOf(fixture)) {
    if (!isWrite) continue;
    const write = await Attempt.at(fixture, verb);
    await expectTrueOutcome(write, await fail(write));
  }
}

/** Fails unless this page is refused, or is the rest of the list. */
async function expectRefusedPage(
  { one }: StoreFixture,
  owner: string,
  { cursor, rest }: { readonly cursor?: string | undefined; readonly rest: readonly SessionId[] },
): Promise<void> {
  const page = { limit: 50, ...(cursor !== undefined && { cursor }) };
  const [settled] = await Promise.allSettled([within(maxRefusalMs, ownersOf(one).listByOwner(owner, page))]);
  if (settled.status === 'rejected' && storeError.is(settled.reason)) return;
  const seen = settled.status === 'rejected' || settled.value === noResponse ? [] : settled.value.sessions;
  const isWhole = rest.every((id) => seen.some((each) => each.id === id));
  const which = cursor === undefined ? 'the first page' : 'a page with a cursor';
  const demand = `owners.listByOwner must reject with StoreError if the backend did not reply about ${which}.`;
  expect(isWhole, demand, settled);
}

/** Returns what a read has found: of findings, only their codes. */
function shownBy(result: unknown): string {
  const isFinding = (each: unknown): each is { code: string } =>
    typeof each === 'object' && each !== null && 'code' in each;
  return JSON.stringify(Array.isArray(result) ? result.filter(isFinding).map(({ code }) => code) : result) ?? '';
}

const lost = 'if its response was lost, because the outcome is not known';

export const outageLaws = [
  law(
    '97a',
    "while connections are refused, every verb rejects with StoreError, and 'not-applied' is only said if it is true",
    async (fixture) => {
      const attempts: Attempt[] = [];
      for (const { verb } of await Attempt.verbsOf(fixture)) attempts.push(await Attempt.at(fixture, verb));
      // All at once, because a call may wait for seconds until it gives up.
      const when = 'if the backend refuses connections';
      const failures = await during(fixture, 'refuse', () =>
        Promise.all(attempts.map((attempt) => failureOf(attempt, attempt.call(), when))),
      );
      for (const [index, attempt] of attempts.entries()) await expectTrueOutcome(attempt, failures[index]);
    },
    ['outage'],
  ),

  law(
    '97b',
    'a record over a limit is refused before anything is sent: the same error while the backend is down',
    async (fixture) => {
      const { one } = fixture;
      const { id, found } = await newTargets(fixture);
      const tooLong = fixture.record({ payload: 'x'.repeat(one.limits.maxPayloadBytes + 1) });
      const [what, when] = ['over limits.maxPayloadBytes', ' before anything is sent, even while the backend is down'];
      await during(fixture, 'refuse', async () => {
        await expectRejection(one.update(id, tooLong, found.version), tooLargeError, `update ${what}`, when);
        await expectRejection(one.create(id, tooLong), tooLargeError, `create ${what}`, when);
      });
    },
    ['outage'],
  ),

  law(
    '99a',
    "a write whose response was lost rejects with 'unknown', or with 'not-applied' if that is true",
    (fixture) =>
      eachWrite(fixture, (write) => during(fixture, 'loseAnswers', () => failureOf(write, write.call(), lost))),
    ['outage.loseAnswers'],
  ),

  law(
    '99b',
    'a write whose response was lost is not sent again, since the second response would be taken for the first',
    (fixture) =>
      eachWrite(fixture, async (write) => {
        const calling = await during(fixture, 'loseNextAnswer', async () => {
          const call = write.call();
          await Promise.allSettled([within(maxRefusalMs, call)]);
          return { call };
        });
        const [settled] = await Promise.allSettled([within(0, calling.call)]);
        if (settled.status === 'rejected' || settled.value === noResponse) return failureOf(write, calling.call, lost);
        // A server that knows a repeated request again, such as a replica set, has carried it out once.
        const demand = `${write.verb} must reject ${lost}, or return what its one write has done.`;
        expect(await write.isDone(settled.value), demand, settled.value);
        return undefined;
      }),
    ['outage.loseNextAnswer'],
  ),

  law(
    '99f',
    'a read whose response was lost rejects, and is not taken for an absent record, an empty list or a finding',
    async (fixture) => {
      if (fixture.one.countExpired) await fixture.putExpired();
      const reads: { read: Attempt; usual: string }[] = [];
      for (const { verb, isWrite } of await Attempt.verbsOf(fixture)) {
        const read = await Attempt.at(fixture, verb);
        if (!isWrite) reads.push({ read, usual: shownBy(await read.call()) });
      }
      const calls = await during(fixture, 'loseAnswers', async () => {
        const pending = reads.map(({ read }) => read.call());
        await Promise.allSettled(pending.map((call) => within(maxRefusalMs, call)));
        return pending.map((call) => ({ call }));
      });
      for (const [index, { call }] of calls.entries()) {
        const { read, usual } = reads[index]!;
        const [settled] = await Promise.allSettled([within(0, call)]);
        // Some protocols do not show what is a read, and then its response was not lost.
        const isUsual = settled.status === 'fulfilled' && shownBy(settled.value) === usual;
        if (!isUsual) await failureOf(read, call, 'if its response was lost');
      }
    },
    ['outage.loseAnswers'],
  ),

  law(
    '99e',
    'a write whose request was lost rejects',
    (fixture) =>
      eachWrite(fixture, (write) => during(fixture, 'loseRequests', () => failureOf(write, write.call(), lost))),
    ['outage.loseRequests'],
  ),

  law(
    '99g',
    'a page of a list rejects if the backend did not reply, with a cursor and without: it is never the end of the list',
    async (fixture) => {
      const owner = newOwner();
      const ids = await putFor(fixture, owner, 5);
      const { sessions, cursor } = await ownersOf(fixture.one).listByOwner(owner, { limit: 2 });
      const rest = ids.filter((id) => !sessions.some((each) => each.id === id));
      for (const fault of ['refuse', 'loseRequests', 'loseAnswers'] as const) {
        if (!outageOf(fixture)[fault]) continue;
        await during(fixture, fault, () =>
          Promise.all([
            expectRefusedPage(fixture, owner, { cursor, rest }),
            expectRefusedPage(fixture, owner, { rest: ids }),
          ]),
        );
      }
    },
    ['outage', 'owners'],
  ),
];
