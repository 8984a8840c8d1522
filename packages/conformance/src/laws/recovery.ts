import type { KeyedStore, StoreError } from '@sess/core';
import { type Bench, newId } from '../bench.js';
import { everyVerb, type Targets } from '../every-verb.js';
import { expect, expectLive, expectRecord, expectRejection, expectStatus, show } from '../expectations.js';
import { law } from '../law.js';
import { during, isStoreError, newTargets, outageOf, patience, silence, within } from '../outage-bench.js';

async function expectWorking(bench: Bench, store: KeyedStore): Promise<void> {
  const id = await newId();
  const record = bench.record();
  expectStatus(await store.create(id, record), 'written', 'create after the backend is back');
  const found = await expectLive(store, id, 'that was created after the backend is back');
  expectRecord(found, record, store.limits, 'after the backend is back');
  expectStatus(await store.update(id, bench.record(), found.version), 'written', 'update after the backend is back');
}

/** Whether that is how the verb answers when it has done what it was asked. */
function isDone(verb: string, answer: unknown, { found }: Targets): boolean {
  const { status, version, deleted, sessions } = Object(answer) as Record<string, unknown>;
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
      return answer === 1;
    default:
      return answer === true;
  }
}

export const recoveryLaws = [
  law(
    '98',
    'a frozen backend is never taken for an absent record, and leaves no unhandled rejection',
    async (bench) => {
      const { one, two } = bench;
      const outage = outageOf(bench);
      const unhandled: unknown[] = [];
      const note = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', note);
      try {
        const targets = await newTargets(bench);
        const pending = await during(
          outage,
          () => outage.freeze?.() ?? Promise.resolve(),
          async () => {
            const calls = everyVerb(one, targets).map(({ verb, call }) => ({ verb, answer: call() }));
            const settled = await Promise.allSettled(calls.map(({ answer }) => within(bench.frozenMs, answer)));
            for (const [index, answer] of settled.entries()) {
              const isHonest = answer.status === 'rejected' ? isStoreError(answer.reason) : answer.value === silence;
              const demand = `${calls[index]?.verb} on a frozen backend may wait or reject with StoreError, never answer.`;
              expect(isHonest, demand, answer);
            }
            return calls;
          },
        );
        const late = await Promise.allSettled(pending.map(({ answer }) => within(patience, answer)));
        const strange = late.flatMap((each) =>
          each.status === 'rejected' && !isStoreError(each.reason) ? [each] : [],
        );
        expect(strange.length === 0, 'What a frozen backend makes fail must reject with StoreError.', strange);
        await expectWorking(bench, two);
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
        expect(
          unhandled.length === 0,
          'A frozen backend must not lead to an unhandled rejection.',
          unhandled.map(show),
        );
      } finally {
        process.off('unhandledRejection', note);
      }
    },
    ['outage.freeze'],
  ),

  law(
    '98d',
    'a slow backend is waited for, and what a call answers then is true: the store has no deadline of its own',
    async (bench) => {
      const outage = outageOf(bench);
      const verbs = everyVerb(bench.one, await newTargets(bench)).map(({ verb }) => verb);
      const attempts: { verb: string; targets: Targets }[] = [];
      for (const verb of verbs) attempts.push({ verb, targets: await newTargets(bench) });
      await during(
        outage,
        () => outage.delay?.(bench.frozenMs) ?? Promise.resolve(),
        async () => {
          // All at once: each of them may take several trips.
          const calls = attempts.map(async ({ verb, targets }) => {
            const answer = await everyVerb(bench.one, targets)
              .find((each) => each.verb === verb)
              ?.call();
            const demand = `${verb} on a backend that answers ${bench.frozenMs} ms late must answer as on any other.`;
            expect(isDone(verb, answer, targets), demand, answer);
          });
          await Promise.all(calls);
        },
      );
    },
    ['outage.delay'],
  ),

  law(
    '100',
    'the same store objects work again once the backend is back, and what was stored before is there',
    async (bench) => {
      const { one, two } = bench;
      const outage = outageOf(bench);
      const before = await bench.put();
      await during(
        outage,
        () => outage.refuse(),
        () => Promise.allSettled([one.load(before.id), two.load(before.id)]),
      );
      for (const store of [one, two]) await expectWorking(bench, store);
      if (!one.limits.durable) return;
      const after = await expectLive(one, before.id, 'that was stored before connections were refused');
      expectRecord(after, before.record, one.limits, 'after an outage');
    },
    ['outage'],
  ),

  law(
    '101',
    "a backend that lost everything reads as absent, and an update then answers 'gone'",
    async (bench) => {
      const { one, two, subject } = bench;
      const { id, stored } = await bench.put();
      await subject.forget?.();
      const found = await two.load(id);
      expect(found === undefined, 'load must answer undefined after the backend lost everything.', found);
      expectStatus(
        await one.update(id, bench.record(), stored.version),
        'gone',
        'update after the backend lost everything',
      );
      expect((await one.delete(id)) === false, 'delete must answer false after the backend lost everything.', true);
      await expectWorking(bench, one);
    },
    ['forget'],
  ),

  law(
    '103',
    'a missing table, collection or right is one clear error that says what to run',
    async ({ subject, clock }) => {
      const { unprepared } = subject;
      expect(unprepared !== undefined, 'The subject must be able to open an unprepared store.', unprepared);
      const { store } = await unprepared.open({ clock: clock.now });
      const demand = `The first call without its table, collection or rights must reject with StoreError whose message fits ${unprepared.remedy}.`;
      const isHelpful = (error: unknown): error is StoreError =>
        isStoreError(error) && unprepared.remedy.test(error.message);
      await expectRejection(store.load(await newId()), isHelpful, demand);
      await expectRejection(store.delete(await newId()), isHelpful, demand);
    },
    ['unprepared'],
  ),
];
