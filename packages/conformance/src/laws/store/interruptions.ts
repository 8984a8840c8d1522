import { abortError, storeError } from '../../fixture/error-kinds.js';
import { during, maxRefusalMs, outageOf } from '../../fixture/outages.js';
import { newId } from '../../fixture/random-ids.js';
import { momentsOf, nextStep, stepsOf, waitSteps } from '../../fixture/steps.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { within } from '../../fixture/within.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { Attempt, isLong } from './attempt.js';
import { expectTruth, failureOf } from './failures.js';

/** At how many moments a call of several steps is interrupted, from its beginning to its end. */
const moments = 8;

/** What `diagnose` and `countExpired` return can be neither true nor false. */
const untold: readonly string[] = ['diagnose', 'countExpired'];

/** Returns how many steps a call of each verb takes, without `deleteExpired`: two calls would share the records. */
async function stepsOfVerbs(fixture: StoreFixture): Promise<Map<string, number>> {
  const steps = new Map<string, number>();
  for (const { verb } of await Attempt.verbsOf(fixture)) {
    if (untold.includes(verb) || verb === 'deleteExpired') continue;
    steps.set(verb, await stepsOf((await Attempt.at(fixture, verb)).call()));
  }
  return steps;
}

/** A call, and how many steps it may take before the connection breaks. */
interface Start {
  readonly attempt: Attempt;
  readonly moment: number;
}

/** Starts the calls one after the other, so that each has come another way when the connection breaks. */
async function breakOff(
  fixture: StoreFixture,
  fault: 'refuse' | 'loseAnswers',
  starts: readonly Start[],
): Promise<void> {
  const calls: { attempt: Attempt; call: Promise<unknown> }[] = [];
  const most = Math.max(...starts.map(({ moment }) => moment));
  for (let left = most; left >= 0; left--) {
    for (const { attempt, moment } of starts) {
      if (moment !== left) continue;
      const call = attempt.call();
      call.catch(() => undefined);
      calls.push({ attempt, call });
    }
    if (left > 0) await nextStep(most);
  }
  await during(fixture, fault, () => Promise.allSettled(calls.map(({ call }) => within(maxRefusalMs, call))));
  for (const { attempt, call } of calls) await expectTruth(attempt, call, 'if the connection breaks while it runs');
}

const unsentWhy = "has rejected with the signal's reason, so it has sent nothing";
const pollMs = 10;
const polls = 40;

/** Fails if one of these writes takes effect in the next moments, when its caller no longer waits. */
async function expectNeverApplied(fixture: StoreFixture, writes: readonly Attempt[], why: string): Promise<void> {
  const { one, clock } = fixture;
  for (let poll = 0; writes.length > 0 && poll < polls; poll++) {
    // A store may send what it has held back with its next call, or after a while by its clock or the real one.
    await one.load(await newId());
    if (clock.isGiven) await clock.reach(fixture.now() + 1000);
    await new Promise((resolve) => {
      setTimeout(resolve, pollMs);
    });
  }
  for (const write of writes) await expectNotApplied(write, why);
}

async function expectNotApplied(write: Attempt, why: string): Promise<void> {
  const demand = `${write.verb} ${why} and must not change anything, then or later.`;
  expect(!(await write.isApplied()), demand, 'it did');
}

export const interruptionLaws = [
  law(
    '147',
    'if the connection breaks at any moment of a call, its result and its outcome are true',
    async (fixture) => {
      const offered = (['refuse', 'loseAnswers'] as const).filter((fault) => outageOf(fixture)[fault]);
      const takes = await stepsOfVerbs(fixture);
      for (const fault of [...offered, 'refuse'] as const) {
        const starts: Start[] = [];
        for (const [verb, steps] of takes) {
          for (const moment of momentsOf(steps, moments))
            starts.push({ attempt: await Attempt.at(fixture, verb), moment });
        }
        await breakOff(fixture, fault, starts);
      }
      if (!fixture.one.deleteExpired) return;
      const steps = await stepsOf((await Attempt.at(fixture, 'deleteExpired')).call());
      for (const moment of momentsOf(steps, 5)) {
        await breakOff(fixture, 'refuse', [{ attempt: await Attempt.at(fixture, 'deleteExpired'), moment }]);
      }
    },
    ['outage'],
  ),

  law(
    '149',
    'a write that could not be sent is never sent later, when the caller no longer waits',
    async (fixture) => {
      const writes: Attempt[] = [];
      const verbs = (await Attempt.verbsOf(fixture)).filter(({ verb, isWrite }) => isWrite && verb !== 'deleteExpired');
      for (const fault of ['refuse', 'loseRequests'] as const) {
        if (!outageOf(fixture)[fault]) continue;
        const attempts: Attempt[] = [];
        for (const { verb } of verbs) attempts.push(await Attempt.at(fixture, verb));
        await during(fixture, fault, () =>
          Promise.all(attempts.map((write) => failureOf(write, write.call(), 'if its request cannot be sent'))),
        );
        writes.push(...attempts);
      }
      await expectNeverApplied(fixture, writes, 'could not be sent');
    },
    ['outage'],
  ),

  law(
    '150',
    "a call that is aborted while it runs returns what it has done, or rejects: with the signal's reason only if it sends nothing",
    async (fixture) => {
      const unsent: Attempt[] = [];
      const stopped: { attempt: Attempt; left: number }[] = [];
      for (const { verb, isWrite } of await Attempt.verbsOf(fixture)) {
        const attempt = await Attempt.at(fixture, verb);
        const signal = AbortSignal.abort();
        const demand = {
          name: 'the reason of its signal',
          is: (error: unknown): error is Error => error === signal.reason,
        };
        await expectRejection(attempt.call({ signal }), demand, `${verb}, already aborted,`);
        if (verb === 'deleteExpired') await expectNotApplied(attempt, unsentWhy);
        else if (isWrite) unsent.push(attempt);
      }
      const takes = await stepsOfVerbs(fixture);
      const clearing = fixture.one.deleteExpired && (await Attempt.at(fixture, 'deleteExpired')).call();
      if (clearing) takes.set('deleteExpired', await stepsOf(clearing));
      for (const [verb, steps] of takes) {
        for (const moment of momentsOf(steps, isLong(verb) ? moments : 5)) {
          const attempt = await Attempt.at(fixture, verb);
          const controller = new AbortController();
          const call = attempt.call({ signal: controller.signal });
          const leaving = call.then(
            () => 0,
            () => attempt.left(),
          );
          await waitSteps(moment);
          controller.abort();
          const [settled] = await Promise.allSettled([within(maxRefusalMs, call)]);
          const isAborted = settled.status === 'rejected' && settled.reason === controller.signal.reason;
          if (!isAborted) await expectTruth(attempt, call, 'if it is aborted while it runs');
          // A revocation may stop after some of its steps, but it must not go on.
          else if (isLong(verb)) stopped.push({ attempt, left: await leaving });
          else if (attempt.isWrite) unsent.push(attempt);
        }
      }
      for (const write of unsent) await expectNotApplied(write, unsentWhy);
      await expectNeverApplied(fixture, unsent, unsentWhy);
      for (const { attempt, left } of stopped) {
        const demand = `${attempt.verb} has rejected with the signal's reason and must not remove anything after that.`;
        expectEqual(await attempt.left(), left, demand);
      }
    },
  ),

  law(
    '151a',
    'of two reads at once, one that is aborted does not make the other fail, and each has its own result',
    async (fixture) => {
      for (const verb of ['load', 'owners.listByOwner']) {
        if (verb !== 'load' && !fixture.one.owners) continue;
        const attempt = await Attempt.at(fixture, verb);
        const steps = await stepsOf(attempt.call());
        for (const [round, moment] of [0, 0, 1, 1, ...momentsOf(steps, 4)].entries()) {
          const controller = new AbortController();
          const { signal } = controller;
          const [first, second, third] = [round % 2 === 0 ? { signal } : undefined, { signal }, undefined].map(
            (options) => attempt.call(options),
          );
          const calls = [first, second, third] as Promise<unknown>[];
          for (const call of calls) call.catch(() => undefined);
          await waitSteps(moment);
          controller.abort();
          const results = await Promise.allSettled(calls);
          for (const [at, result] of results.entries()) {
            const isOwn = at === 1 || (at === 0 && round % 2 === 0);
            const reason: unknown = result.status === 'rejected' && result.reason;
            const mayFail = isOwn && (abortError.is(reason) || storeError.is(reason));
            const isDone = result.status === 'fulfilled' ? await attempt.isDone(result.value) : mayFail;
            const demand = `${verb} must return its own result, although another one at the same time was aborted.`;
            expect(isDone, demand, result.status === 'fulfilled' ? result.value : reason);
          }
          const objects = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
          const demand = `Each ${verb} must return an object of its own, also to calls at the same time.`;
          expect(new Set(objects).size === objects.length, demand, 'two got the same');
        }
      }
    },
  ),

  law(
    '151b',
    'a load that begins after a write never has the result of a load that began before it',
    async (fixture) => {
      const { one, two, frozenMs } = fixture;
      const { id, record, stored } = await fixture.put();
      const outage = outageOf(fixture);
      await outage.delay?.(frozenMs);
      const early = one.load(id);
      early.catch(() => undefined);
      try {
        await new Promise((resolve) => {
          setTimeout(resolve, frozenMs / 4);
        });
      } finally {
        await outage.recover();
      }
      const next = fixture.record({ createdAt: record.createdAt });
      const written = await two.update(id, next, stored.version);
      const found = await one.load(id);
      await early;
      const isCurrent = written.status === 'written' && found?.payload === next.payload;
      expect(isCurrent, 'load must return what was written before it began.', { written, found });
    },
    ['outage.delay'],
  ),
];
