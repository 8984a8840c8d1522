import { type KeyedStore, StoreError } from '@sess/core';
import { newId } from '../bench.js';
import { everyVerb } from '../every-verb.js';
import { expectLive, expectRecord, expectRejection } from '../expectations.js';
import { law } from '../law.js';

function isStoreError(error: unknown): error is StoreError {
  return error instanceof StoreError;
}

export const closingLaws = [
  law(
    '104',
    'close twice is fine, verbs after it reject with StoreError, and other instances and an injected client go on',
    async (bench) => {
      const { one, clock, subject } = bench;
      const { id, record, stored } = await bench.put();
      const opened = await subject.open({ clock: clock.now });
      const store: KeyedStore = opened.store;
      await expectLive(store, id, 'on a third instance');
      await store.close?.();
      await store.close?.();
      const targets = { id, found: stored, fresh: await newId(), record: bench.record() };
      for (const { verb, call } of everyVerb(store, targets)) {
        await expectRejection(call(), isStoreError, `${verb} after close must reject with StoreError.`);
      }
      expectRecord(await expectLive(one, id, 'after another instance was closed'), record, one.limits, 'after a close');
      const isAlive = opened.ping
        ? await opened.ping().then(
            () => true,
            (error: unknown) => error,
          )
        : true;
      if (isAlive !== true)
        throw new Error('The injected client must still work after the close of the store.', { cause: isAlive });
    },
    ['close'],
  ),
];
