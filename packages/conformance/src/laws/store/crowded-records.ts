import type { KeyedStore, SessionId, SessionRecord, StoredSession } from '@sess/core';
import {
  type ConditionalCall,
  deletingIf,
  expectConflict,
  expectGone,
  touching,
  updating,
} from '../../fixture/conditional-calls.js';
import { storeError } from '../../fixture/error-kinds.js';
import { newId } from '../../fixture/random-ids.js';
import { expectAbsent, expectOneWinner, expectSameVersion, expectStored } from '../../fixture/record-expectations.js';
import { type RecordChange, recordChanges } from '../../fixture/record-kinds.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** How many calls meet on one record. */
const crowd = 9;

type Prepare = (id: SessionId, stored: StoredSession, turn: number) => ConditionalCall;

/** Runs `check` with stores for a crowd of calls: all on one instance, and on two by turns. */
async function everywhere(
  { one, two }: StoreFixture,
  check: (stores: readonly KeyedStore[], where: string) => Promise<void>,
) {
  const turns = Array.from({ length: crowd }, (_, turn) => turn);
  await check(
    turns.map(() => one),
    'on one instance',
  );
  await check(
    turns.map((turn) => (turn % 2 ? two : one)),
    'on two instances',
  );
}

/** Returns the calls that a crowd consists of, by their names. */
function crowds(fixture: StoreFixture): Readonly<Record<string, Prepare>> {
  const changes = recordChanges(fixture).filter(({ name }) => !/bytes/.test(name));
  const change = (turn: number): RecordChange => changes[turn % changes.length]!;
  const update: Prepare = (id, stored, turn) => updating(id, stored, change(turn));
  const same: Prepare = (id, stored) => updating(id, stored, change(0));
  const touch: Prepare = (id, stored) => touching(id, stored, stored.expiresAt, 'the same');
  const later: Prepare = (id, stored, turn) => touching(id, stored, stored.expiresAt + turn * 60_000, 'a later');
  const prepared = fixture.one.touch ? [update, touch, deletingIf, later, same] : [update, deletingIf, same];
  return {
    'updates with different changes': update,
    'updates with the same values': same,
    ...(fixture.one.touch && { 'touches to one deadline': touch, 'touches to several deadlines': later }),
    'calls of deleteIf': deletingIf,
    'calls of every verb': (id, stored, turn) => prepared[turn % prepared.length]!(id, stored, turn),
  };
}

export const crowdedRecordLaws = [
  law(
    '133e',
    'of many calls from one version at once, on one instance or two, exactly one succeeds',
    async (fixture) => {
      for (let round = 0; round < fixture.rounds(1); round++) {
        for (const [name, prepare] of Object.entries(crowds(fixture))) {
          await everywhere(fixture, async (stores, where) => {
            const { id, stored } = await fixture.put(fixture.extras());
            const calls = stores.map((_, turn) => prepare(id, stored, turn));
            const results = await Promise.all(
              stores.map((store, turn) => unlessRefused(calls[turn]!.call(store, stored.version))),
            );
            const winners = calls.filter((_, turn) => results[turn]!.status === 'done');
            const what = `${crowd} ${name} at once ${where}`;
            expect(winners.length === 1, `${what}, from one version: exactly one must succeed.`, results);
            const after = await expectLeft(fixture, id, winners[0]!, what);
            for (const [turn, result] of results.entries()) {
              if (result.status === 'done' || result.status === 'overloaded') continue;
              const call = calls[turn]!;
              if (after) expectConflict(result, call, after, fixture.one.limits, `if it loses: ${what}`);
              else expectGone(result, call, `if it loses: ${what}`);
            }
            await fixture.one.delete(id);
          });
        }
      }
    },
  ),

  law(
    '133f',
    "of many creates or deletes of one id at once, on one instance or two, exactly one returns 'written' or true",
    async (fixture) => {
      await everywhere(fixture, async (stores, where) => {
        const what = `${crowd} creates of one id at once ${where}`;
        for (const isSame of [true, false]) {
          const id = await newId();
          const first = fixture.record(fixture.extras());
          const records = stores.map((): SessionRecord => ({
            ...first,
            ...(isSame ? {} : fixture.record(fixture.extras())),
          }));
          for (const record of records) Reflect.set(record, 'revision', fixture.record().revision);
          const results = await Promise.all(
            stores.map((store, turn) => unlessRefused(store.create(id, records[turn]!))),
          );
          expectOneWinner(results, 'written', what);
          const winner = records.find((_, turn) => results[turn]!.status === 'written')!;
          const after = await expectStored(fixture.two, id, winner, `of the create that returned 'written': ${what}`);
          const taken = await stores[0]!.create(id, fixture.record());
          expect(taken.status === 'taken', `create after ${what} must return 'taken'.`, taken);
          expectSameVersion(after, await expectStored(fixture.one, id, winner, `after ${what}`), 'A later create');
          const removed = await Promise.all(stores.map((store) => unlessRefused(store.delete(id))));
          const isOne = removed.filter((each) => each === true).length === 1;
          expect(isOne, `${crowd} deletes of one record at once ${where}: exactly one must return true.`, removed);
          await expectAbsent(fixture.two, id, 'after deletes at once');
        }
      });
    },
  ),
];

/** Fails unless the record is as the winner leaves it. Returns what is stored. */
async function expectLeft({ one, two }: StoreFixture, id: SessionId, { leaves }: ConditionalCall, what: string) {
  if (leaves) return expectStored(two, id, leaves, `after ${what}: it is what won`);
  await expectAbsent(one, id, `after ${what}`);
  await expectAbsent(two, id, `after ${what}`);
  return undefined;
}

/** A store may refuse some of many calls at once, if it says that nothing was done. */
async function unlessRefused<Result>(call: Promise<Result>): Promise<Result | { readonly status: 'overloaded' }> {
  return call.catch((error: unknown) => {
    if (storeError.is(error) && error.outcome === 'not-applied') return { status: 'overloaded' };
    throw error;
  });
}
