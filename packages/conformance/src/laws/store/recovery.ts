import type { KeyedStore, StoreError } from '@sess/core';
import { isStoreError } from '../../fixture/error-kinds.js';
import { everyVerb, type Targets } from '../../fixture/every-verb.js';
import { during, newTargets, maxRefusalMs } from '../../fixture/outages.js';
import { newId } from '../../fixture/random-ids.js';
import { expectLive, expectRecord, expectStatus } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { noResponse, within } from '../../fixture/within.js';
import { expect, expectRejection, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

async function expectWorking(fixture: StoreFixture, store: KeyedStore): Promise<void> {
  const id = await newId();
  const record = fixture.record();
  expectStatus(await store.create(id, record), 'written', 'create after the backend is back');
  const found = await expectLive(store, id, 'that was created after the backend is back');
  expectRecord(found, record, store.limits, 'after the backend is back');
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
            const isCorrect = result.status === 'rejected' ? isStoreError(result.reason) : result.value === noResponse;
            const demand = `${calls[index]?.verb} on a frozen backend may wait or reject with StoreError, but must not return.`;
            expect(isCorrect, demand, result);
          }
          return calls;
        });
        const late = await Promise.allSettled(pending.map(({ result }) => within(maxRefusalMs, result)));
        const strange = late.flatMap((each) =>
          each.status === 'rejected' && !isStoreError(each.reason) ? [each] : [],
        );
        expect(
          strange.length === 0,
          'Calls that fail because of a frozen backend must reject with StoreError.',
          strange,
        );
        await expectWorking(fixture, two);
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
        expect(unhandled.length === 0, 'A frozen backend must not cause an unhandled rejection.', unhandled.map(show));
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
      const after = await expectLive(one, before.id, 'that was stored before connections were refused');
      expectRecord(after, before.record, one.limits, 'after an outage');
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
      const found = await two.load(id);
      expect(found === undefined, 'load must return undefined after the backend lost everything.', found);
      expectStatus(
        await one.update(id, fixture.record(), stored.version),
        'gone',
        'update after the backend lost everything',
      );
      expect((await one.delete(id)) === false, 'delete must return false after the backend lost everything.', true);
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
      const demand = `The first call without its table, collection or rights must reject with a StoreError that matches ${unprepared.remedy}.`;
      const isHelpful = (error: unknown): error is StoreError =>
        isStoreError(error) && unprepared.remedy.test(error.message);
      await expectRejection(store.load(await newId()), isHelpful, demand);
      await expectRejection(store.delete(await newId()), isHelpful, demand);
    },
    ['unprepared'],
  ),
];
