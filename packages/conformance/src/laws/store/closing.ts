import type { KeyedStore } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import { everyVerb } from '../../fixture/every-verb.js';
import { during, maxRefusalMs } from '../../fixture/outages.js';
import { newId } from '../../fixture/random-ids.js';
import { expectLive, expectStored } from '../../fixture/record-expectations.js';
import { waitSteps } from '../../fixture/steps.js';
import { noResponse, within } from '../../fixture/within.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import { NotOffered } from '../../suite/needs.js';
import { isThenable } from '../../suite/thenable.js';
import { storeLaw as law } from '../law-kinds.js';
import { Attempt, isLong } from './attempt.js';
import { expectTruth } from './failures.js';

export const closingLaws = [
  law(
    '104a',
    'close may be called twice; verbs after it reject with StoreError, and other instances still work',
    async (fixture) => {
      const { one, clock, subject } = fixture;
      const { id, record, stored } = await fixture.put();
      const store: KeyedStore = (await subject.open({ clock: clock.now })).store;
      await expectLive(store, id, 'on a third instance');
      for (const time of ['first', 'second']) {
        const closing: unknown = store.close?.();
        expect(isThenable(closing), `The ${time} close must return a promise.`, { returned: closing });
        await closing;
      }
      const targets = { id, found: stored, fresh: await newId(), record: fixture.record() };
      for (const { verb, call } of everyVerb(store, targets)) {
        const { outcome, message } = await expectRejection(call(), storeError, `${verb} after close`);
        expectEqual(outcome, 'not-applied', `${verb} after close must say that nothing was sent, by its outcome.`);
        expect(message !== '', `The error of ${verb} after close must have a message.`, message);
      }
      await expectStored(one, id, record, 'after a close');
    },
    ['close'],
  ),

  law(
    '104c',
    'calls that run while their store is closed all end, and calls on other instances are not disturbed',
    async (fixture) => {
      const { one, clock, subject } = fixture;
      const verbs = await Attempt.verbsOf(fixture);
      for (const steps of [0, 3, 100]) {
        const { store }: { store: KeyedStore } = await subject.open({ clock: clock.now });
        await store.load(await newId());
        const running: { attempt: Attempt; isElsewhere: boolean }[] = [];
        for (const { verb } of verbs) {
          running.push({ attempt: await Attempt.at(fixture, verb), isElsewhere: false });
          // Two calls would share the expired records.
          if (verb !== 'deleteExpired') running.push({ attempt: await Attempt.at(fixture, verb), isElsewhere: true });
        }
        // All at once, so that some wait for a connection.
        const calls = running.map(({ attempt, isElsewhere }) => attempt.call({}, isElsewhere ? one : store));
        const ends = Promise.allSettled(calls.map((call) => within(maxRefusalMs, call)));
        await waitSteps(steps);
        await Promise.all([store.close?.(), store.close?.()]);
        for (const [index, end] of (await ends).entries()) {
          const { attempt, isElsewhere } = running[index]!;
          const hasEnded = end.status === 'rejected' || end.value !== noResponse;
          const which = isElsewhere ? 'on another instance' : 'of the store';
          expect(hasEnded, `${attempt.verb} must not hang because of a close ${which}.`, 'no response');
          if (isElsewhere) {
            const reason: unknown = end.status === 'rejected' && end.reason;
            expect(!reason, `${attempt.verb} must not fail because of a close ${which}.`, reason);
          }
          // Where a call of several steps is closed in between, its last step says what has become of that one alone.
          if (isLong(attempt.verb) && end.status === 'rejected') continue;
          await expectTruth(attempt, calls[index]!, `during a close ${which}`);
        }
      }
    },
    ['close'],
  ),

  law(
    '104d',
    'calls that wait for a frozen backend while their store is closed all end once the backend responds',
    async (fixture) => {
      const { clock, subject } = fixture;
      const { store }: { store: KeyedStore } = await subject.open({ clock: clock.now });
      await store.load(await newId());
      const attempts: Attempt[] = [];
      for (const { verb } of await Attempt.verbsOf(fixture)) attempts.push(await Attempt.at(fixture, verb));
      const { calls, closing } = await during(fixture, 'freeze', async () => {
        const started = attempts.map((attempt) => attempt.call({}, store));
        for (const call of started) call.catch(() => undefined);
        await waitSteps(100);
        const closed = Promise.resolve(store.close?.()).then(() => 'closed');
        closed.catch(() => undefined);
        await waitSteps(100);
        return { calls: started, closing: closed };
      });
      const ended = await Promise.allSettled(calls.map((call) => within(maxRefusalMs, call)));
      for (const [index, end] of ended.entries()) {
        const hasEnded = end.status === 'rejected' || end.value !== noResponse;
        expect(hasEnded, `${attempts[index]?.verb} must not hang because its store was closed.`, 'no response');
      }
      const closed = await within(maxRefusalMs, closing);
      expect(closed === 'closed', 'close must end once the backend responds.', 'no response');
    },
    ['close', 'outage.freeze'],
  ),

  law(
    '104b',
    'the client that was passed to a store still works after the store is closed',
    async ({ clock, subject }) => {
      const opened = await subject.open({ clock: clock.now });
      await opened.store.load(await newId());
      await opened.store.close?.();
      if (!opened.ping) throw new NotOffered('ping');
      const [pinged] = await Promise.allSettled([opened.ping()]);
      const failure: unknown = pinged.status === 'rejected' ? pinged.reason : undefined;
      const demand = 'The client that was passed to the store must still work after close.';
      expect(pinged.status === 'fulfilled', demand, failure);
    },
    ['close'],
  ),
];
