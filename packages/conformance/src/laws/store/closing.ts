import type { KeyedStore } from '@sess/core';
import { isStoreError } from '../../fixture/error-kinds.js';
import { everyVerb } from '../../fixture/every-verb.js';
import { newId } from '../../fixture/random-ids.js';
import { expectLive, expectRecord } from '../../fixture/record-expectations.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { NotOffered } from '../../suite/needs.js';
import { isThenable } from '../../suite/thenable.js';
import { storeLaw as law } from '../law-kinds.js';

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
        const demand = `${verb} after close must reject with StoreError`;
        const { outcome, message } = await expectRejection(call(), isStoreError, `${demand}.`);
        const isClear = outcome === 'not-applied' && message !== '';
        expect(isClear, `${demand} that has a message and the outcome 'not-applied': nothing was sent.`, {
          outcome,
          message,
        });
      }
      expectRecord(await expectLive(one, id, 'after another instance was closed'), record, one.limits, 'after a close');
    },
    ['close'],
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
