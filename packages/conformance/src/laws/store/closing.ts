import type { KeyedStore } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import { everyVerb } from '../../fixture/every-verb.js';
import { newId } from '../../fixture/random-ids.js';
import { expectLive, expectStored } from '../../fixture/record-expectations.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
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
        const { outcome, message } = await expectRejection(call(), storeError, `${verb} after close`);
        expectEqual(outcome, 'not-applied', `${verb} after close must say that nothing was sent, by its outcome.`);
        expect(message !== '', `The error of ${verb} after close must have a message.`, message);
      }
      await expectStored(one, id, record, 'after a close');
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
