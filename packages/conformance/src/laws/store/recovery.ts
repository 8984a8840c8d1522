import type { KeyedStore } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import { everyVerb } from '../../fixture/every-verb.js';
import { during, newTargets, maxRefusalMs } from '../../fixture/outages.js';
import { newId } from '../../fixture/random-ids.js';
import { expectAbsent, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { noResponse, within } from '../../fixture/within.js';
import { expect, expectEmpty, expectEqual, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { Attempt } from './attempt.js';

async function expectWorking(fixture: StoreFixture, store: KeyedStore): Promise<void> {
  const id = await newId();
  const record = fixture.record();
  expectStatus(await store.create(id, record), 'written', 'create after the backend is back');
  const found = await expectStored(store, id, record, 'after the backend is back');
  expectStatus(await store.update(id, fixture.record(), found.version), 'written', 'update after the backend is back');
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
      const attempts: Attempt[] = [];
      for (const { verb } of await Attempt.verbsOf(fixture)) attempts.push(await Attempt.at(fixture, verb));
      const results = await during(fixture, 'delay', () => Promise.all(attempts.map((attempt) => attempt.call())));
      for (const [index, attempt] of attempts.entries()) {
        const result = results[index];
        const demand = `${attempt.verb} on a backend that responds ${fixture.frozenMs} ms late must return its usual result.`;
        expect(await attempt.isDone(result), demand, result);
      }
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
];
