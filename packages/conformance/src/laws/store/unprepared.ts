import type { KeyedStore } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import { everyVerb, type Targets, type VerbCall } from '../../fixture/every-verb.js';
import { newId, newOwner, newRevision, newText } from '../../fixture/random-ids.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { expectDiscreet } from './failures.js';

const what = 'without its table, collection or rights';

async function openUnprepared({ subject, clock }: StoreFixture): Promise<KeyedStore> {
  const { unprepared } = subject;
  expect(unprepared !== undefined, 'The subject must be able to open an unprepared store.', unprepared);
  return (await unprepared.open({ clock: clock.now })).store;
}

/** Calls every verb of a store that has nothing to work on. `diagnose` may report that as a finding. */
async function callsOf(store: KeyedStore, fixture: StoreFixture): Promise<{ calls: VerbCall[]; targets: Targets }> {
  const owner = newOwner();
  const record = fixture.record({ ...(store.owners && { owner }), payload: `{"kept":"${newText()}"}` });
  const found = { ...record, payload: `{"kept":"${newText()}"}`, version: newRevision() };
  const targets = { id: await newId(), fresh: await newId(), found, record };
  return { calls: everyVerb(store, targets).filter(({ verb }) => verb !== 'diagnose'), targets };
}

export const unpreparedLaws = [
  law(
    '103a',
    'a missing table, collection or right makes the first call fail, with one clear error that says what to run',
    async (fixture) => {
      const { calls } = await callsOf(await openUnprepared(fixture), fixture);
      for (const [index, { verb }] of calls.entries()) {
        // Each verb may be the first that an application calls.
        const { calls: first, targets } = await callsOf(await openUnprepared(fixture), fixture);
        const error = await expectRejection(first[index]!.call(), storeError, `${verb} ${what}`);
        const { remedy } = fixture.subject.unprepared!;
        expect(remedy.test(error.message), `${verb} ${what} must say what to run: ${remedy}.`, error.message);
        expectDiscreet(error, targets, `${verb} ${what}`);
      }
    },
    ['unprepared'],
  ),

  law(
    '103b',
    'a missing table, collection or right is never made up for: every later call fails, too',
    async (fixture) => {
      const [store, other] = [await openUnprepared(fixture), await openUnprepared(fixture)];
      for (const each of [store, store, other]) {
        const { calls } = await callsOf(each, fixture);
        for (const { verb, call } of calls) await expectRejection(call(), storeError, `${verb} ${what}, called again,`);
      }
    },
    ['unprepared'],
  ),
];
