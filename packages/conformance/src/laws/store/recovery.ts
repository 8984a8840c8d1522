import type { KeyedStore } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import { everyVerb, type Targets } from '../../fixture/every-verb.js';
import { during, newTargets, maxRefusalMs } from '../../fixture/outages.js';
import { newId } from '../../fixture/random-ids.js';
import { expectAbsent, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { noResponse, within } from '../../fixture/within.js';
import { expect, expectEmpty, expectEqual, expectRejection, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

async function expectWorking(fixture: StoreFixture, store: KeyedStore): Promise<void> {
  const id = await newId();
  const record = fixture.record();
  expectStatus(await store.create(id, record), 'written', 'create after the backend is back');
  const found = await expectStored(store, id, record, 'after the backend is back');
  expectStatus(await store.update(id, fixture.record(), found.version), 'written', 'update after the backend is back');
}

/** Whether this is the verb's result when it has succeeded. */
function isDone(verb: string, result: unknown, { found }: Targets): boolean {
  const { status, version, deleted, sessions } = Object(result) as Record<string, unknown>;
  switch (verb) {
    case 'load':
      return version === found.version;
    case 'create':
    case 'update':
      return status === 'written';
    case 'deleteIf':
      return status === 'deleted';
    case 'deleteExpired':
      return typeof deleted === 'number';
    case 'countExpired':
      return typeof result === 'number';
    case 'diagnose':
      return Array.isArray(result);
    case 'owners.listByOwner':
      return Array.isArray(sessions) && sessions.length === 1;
    case 'owners.deleteByOwner':
      return result === 1;
    default:
      return result === true;
  }
}

export const recoveryLaws = [
  law(
    '98',
    'a frozen backend is never treated as an absent record, and causes no unhandled rejection',
    async (fixture) => {
      const { one, two } = fixture;
      const unhandled: unknown[] = [];
      const note = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', note);
      try {
        const targets = await newTargets(fixture);
        const pending = await during(fixture, 'freeze', async () => {
          const calls = everyVerb(one, targets).map(({ verb, call }) => ({ verb, result: call() }));
          const settled = await Promise.allSettled(calls.map(({ result }) => within(fixture.frozenMs, result)));
          for (const [index, result] of settled.entries()) {
            const isCorrect = result.status === 'rejected' ? storeError.is(result.reason) : result.value === noResponse;
            const demand = `${calls[index]?.verb} on a frozen backend may wait or reject with StoreError, but must not return.`;
            expect(isCorrect, demand, result);
          }
          return calls;
        });
        const late = await Promise.allSettled(pending.map(({ result }) => within(maxRefusalMs, result)));
        const strange = late.filter((each) => each.status === 'rejected' && !storeError.is(each.reason));
        expectEmpty(strange, 'Calls that fail because of a frozen backend must reject with StoreError.');
        await expectWorking(fixture, two);
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
        expectEmpty(unhandled.map(show), 'A frozen backend must not cause an unhandled rejection.');
      } finally {
        process.off('unhandledRejection', note);
      }
    },
    ['outage.freeze'],
  ),

  law(
    '98d',
    'calls wait for a slow backend and return correct results: the store has no timeout of its own',
    async (fixture) => {
      const verbs = everyVerb(fixture.one, await newTargets(fixture)).map(({ verb }) => verb);
      const attempts: { verb: string; targets: Targets }[] = [];
      for (const verb of verbs) attempts.push({ verb, targets: await newTargets(fixture) });
      await during(fixture, 'delay', async () => {
        // All at once, because each call may need several round trips.
        const calls = attempts.map(async ({ verb, targets }) => {
          const result = await everyVerb(fixture.one, targets)
            .find((each) => each.verb === verb)
            ?.call();
          const demand = `${verb} on a backend that responds ${fixture.frozenMs} ms late must return its usual result.`;
          expect(isDone(verb, result, targets), demand, result);
        });
        await Promise.all(calls);
      });
    },
    ['outage.delay'],
  ),

  law(
    '100',
    'the same store objects work again once the backend is back, and earlier records are still stored',
    async (fixture) => {
      const { one, two } = fixture;
      const before = await fixture.put();
      await during(fixture, 'refuse', () => Promise.allSettled([one.load(before.id), two.load(before.id)]));
      for (const store of [one, two]) await expectWorking(fixture, store);
      if (!one.limits.durable) return;
      await expectStored(one, before.id, before.record, 'after an outage');
    },
    ['outage'],
  ),

  law(
    '101',
    "after the backend lost everything, load returns undefined and update returns 'gone'",
    async (fixture) => {
      const { one, two, subject } = fixture;
      const { id, stored } = await fixture.put();
      await subject.forget?.();
      await expectAbsent(two, id, 'after the backend lost everything');
      const updated = await one.update(id, fixture.record(), stored.version);
      expectStatus(updated, 'gone', 'update after the backend lost everything');
      expectEqual(await one.delete(id), false, 'delete must return false after the backend lost everything.');
      await expectWorking(fixture, one);
    },
    ['forget'],
  ),

  law(
    '103',
    'a missing table, collection or right causes one clear error that says what to run',
    async ({ subject, clock }) => {
      const { unprepared } = subject;
      expect(unprepared !== undefined, 'The subject must be able to open an unprepared store.', unprepared);
      const { store } = await unprepared.open({ clock: clock.now });
      const id = await newId();
      const what = 'The first call without its table, collection or rights';
      for (const verb of ['load', 'delete'] as const) {
        const { message } = await expectRejection(store[verb](id), storeError, what);
        expect(unprepared.remedy.test(message), `${what} must say what to run: ${unprepared.remedy}.`, message);
      }
    },
    ['unprepared'],
  ),
];
