import type { CreateResult, KeyedStore, SessionId, SessionRecord, StoredSession } from '@sess/core';
import {
  type ConditionalCall,
  type ConditionalResult,
  deletingIf,
  expectConflict,
  expectGone,
  touching,
  updating,
} from '../../fixture/conditional-calls.js';
import { race } from '../../fixture/race.js';
import { newId, newOwner } from '../../fixture/random-ids.js';
import { expectAbsent, expectOneWinner, expectStored } from '../../fixture/record-expectations.js';
import {
  type RecordChange,
  recordChanges,
  type RecordKind,
  recordKinds,
  typicalKinds,
} from '../../fixture/record-kinds.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** A record of which every part can be changed. */
function owned(fixture: StoreFixture): RecordKind {
  const { attributes } = fixture.subject;
  const fields = () => ({ owner: newOwner(), ...(attributes && { attributes: fixture.attributes(0) }) });
  return { name: attributes ? 'an owner and attributes' : 'an owner', fields };
}

/** The changes of nothing but the revision, and of everything. */
function sameAndOther(fixture: StoreFixture): RecordChange[] {
  return recordChanges(fixture).filter(({ name }) => /^with (?:the same|other) values/.test(name));
}

type Prepare = (id: SessionId, stored: StoredSession) => ConditionalCall;
/** Two calls that start at once; `undefined` is an unconditional delete. */
type Pair = readonly [Prepare, Prepare | undefined];

/** Lets the calls of a pair meet on new records, and fails unless exactly one of two conditional calls succeeds. */
async function contest(fixture: StoreFixture, { name: of, fields }: RecordKind, [first, second]: Pair) {
  for (let round = 0; round < fixture.rounds(1); round++) {
    const { id, stored } = await fixture.put(fields());
    const mine = first(id, stored);
    if (second) await contestOf(fixture, { id, stored, of, round }, mine, second(id, stored));
    else await contestWithDelete(fixture, { id, stored, of, round }, mine);
  }
}

interface Contested {
  readonly id: SessionId;
  readonly stored: StoredSession;
  /** What the record has. */
  readonly of: string;
  readonly round: number;
}

async function contestOf(fixture: StoreFixture, contested: Contested, mine: ConditionalCall, other: ConditionalCall) {
  const { one, two } = fixture;
  const { id, stored, of, round } = contested;
  const [first, second] = await race(round, [
    () => mine.call(one, stored.version),
    () => other.call(two, stored.version),
  ]);
  const what = `${mine.name} and ${other.name} at once, from one version of a record with ${of}, round ${round}`;
  const isOne = (first.status === 'done') !== (second.status === 'done');
  expect(isOne, `${what}: exactly one must succeed.`, { first, second });
  const isMine = first.status === 'done';
  const [winner, loser] = isMine ? [mine, other] : [other, mine];
  const lost: ConditionalResult = isMine ? second : first;
  if (winner.leaves === undefined) {
    await expectAbsent(one, id, `after ${what}`);
    return expectGone(lost, loser, `if it loses: ${what}`);
  }
  const after = await expectStored(round % 2 ? one : two, id, winner.leaves, `after ${what}: it is what won`);
  expect(after.version !== stored.version, `The version must be new after ${what}.`, after.version);
  expectConflict(lost, loser, after, one.limits, `if it loses: ${what}`);
  await one.delete(id);
}

async function contestWithDelete(fixture: StoreFixture, contested: Contested, mine: ConditionalCall) {
  const { one, two } = fixture;
  const { id, stored, of, round } = contested;
  const [result, deleted] = await race(round, [() => mine.call(one, stored.version), () => two.delete(id)]);
  const what = `${mine.name} and delete at once, of a record with ${of}, round ${round}`;
  if (mine.verb === 'deleteIf') {
    expectEqual(deleted, result.status !== 'done', `${what}: exactly one must remove it.`);
  } else expectEqual(deleted, true, `${what}: delete must return true.`);
  if (result.status !== 'done') expectGone(result, mine, `if it loses: ${what}`);
  await expectAbsent(one, id, `after ${what}`);
  await expectAbsent(two, id, `after ${what}`);
}

function updates(change: RecordChange): Prepare {
  return (id, stored) => updating(id, stored, change);
}

/** Returns a touch, or an update in its place if the store has none. */
function renewal({ one }: StoreFixture, change: RecordChange, distance: number): Prepare {
  if (!one.touch) return updates(change);
  const which = distance > 0 ? 'a later' : 'the same';
  return (id, stored) => touching(id, stored, stored.expiresAt + distance, which);
}

export const contestedRecordLaws = [
  law('133a', 'of two calls from one version exactly one succeeds, whatever an update changes', async (fixture) => {
    const changes = recordChanges(fixture);
    const payload = changes.find(({ name }) => name.includes('another payload'))!;
    for (const change of changes) {
      const others = [updates(change), updates(payload), renewal(fixture, payload, 0), deletingIf, undefined];
      for (const other of others) await contest(fixture, owned(fixture), [updates(change), other]);
    }
  }),

  law('133b', 'of two calls from one version exactly one succeeds, whatever the record has', async (fixture) => {
    const changes = recordChanges(fixture);
    const payload = changes.find(({ name }) => name.includes('another payload'))!;
    const [same, later] = [renewal(fixture, payload, 0), renewal(fixture, payload, 120_000)];
    const update = updates(payload);
    const pairs: Pair[] = [
      [update, update],
      [same, update],
      [same, same],
      [later, update],
      [later, deletingIf],
      [later, undefined],
      [deletingIf, update],
      [deletingIf, deletingIf],
      [deletingIf, undefined],
    ];
    for (const kind of recordKinds(fixture)) {
      for (const pair of pairs) await contest(fixture, kind, pair);
    }
  }),

  law(
    '133c',
    "of two creates of one id exactly one returns 'written', whatever they have in common or replace",
    async (fixture) => {
      const expiresAt = fixture.soon();
      const changes = recordChanges(fixture);
      const contests = [
        ...recordKinds(fixture).flatMap((kind) =>
          sameAndOther(fixture).map((change, round) => ({ kind, change, round })),
        ),
        ...changes.map((change) => ({ kind: owned(fixture), change, round: 0 })),
      ].map((each) => ({ ...each, record: fixture.record(each.kind.fields()) }));
      const expired = await Promise.all(contests.map(newId));
      await Promise.all(expired.map((id, index) => fixture.one.create(id, { ...contests[index]!.record, expiresAt })));
      await fixture.pass(expiresAt);
      for (const [index, { kind, record, round, change }] of contests.entries()) {
        const fresh = await newId();
        for (const id of [fresh, expired[index]!]) {
          const where = id === fresh ? 'under a fresh id' : 'over an expired record';
          const records = [record, change.record(record)] as const;
          await contestOfCreates(
            fixture,
            id,
            records,
            `Two creates ${where}, of a record with ${kind.name} and one ${change.name}`,
            round,
          );
        }
      }
    },
  ),

  law(
    '133d',
    'create on a record whose deadline another client moves at that moment loses or wins, whatever both have in common',
    async (fixture) => {
      const expiresAt = fixture.soon();
      const [, whole] = typicalKinds(fixture);
      // Eight times one record with everything, because eight indices in a row are all ways to begin two calls.
      const kinds = [...recordKinds(fixture), ...Array.from({ length: 8 }, () => whole)];
      const contests = sameAndOther(fixture).flatMap((change) => kinds.map((kind) => ({ ...kind, change })));
      const made = await Promise.all(contests.map(({ fields }) => fixture.put({ ...fields(), expiresAt })));
      await fixture.pass(expiresAt);
      const later = fixture.now() + 3_600_000;
      await fixture.whileTwoIsLate(async () => {
        for (const [index, { id, stored }] of made.entries()) {
          const { name, change } = contests[index]!;
          const fresh = { ...change.record(stored), expiresAt: later };
          const longer = { ...fixture.record(), expiresAt: later };
          await contestOfCreateAndUpdate(fixture, { id, stored, of: name, round: index }, fresh, longer);
        }
      });
    },
    ['a given clock'],
  ),
];

async function contestOfCreates(
  { one, two }: StoreFixture,
  id: SessionId,
  [mine, other]: readonly [SessionRecord, SessionRecord],
  what: string,
  round: number,
) {
  const results = await race<CreateResult, CreateResult>(round, [
    () => one.create(id, mine),
    () => two.create(id, other),
  ]);
  expectOneWinner(results, 'written', `${what}, round ${round}`);
  const winner = results[0].status === 'written' ? mine : other;
  await expectStored(round % 2 ? one : two, id, winner, `of the create that returned 'written': ${what}`);
  await one.delete(id);
}

async function contestOfCreateAndUpdate(
  { one, two }: { one: KeyedStore; two: KeyedStore },
  { id, stored, of, round }: Contested,
  fresh: SessionRecord,
  longer: SessionRecord,
) {
  const [created, updated] = await race(round, [
    () => one.create(id, fresh),
    () => two.update(id, longer, stored.version),
  ]);
  const what = `create over an expired record with ${of} that another client extends at that moment`;
  const isBoth = created.status === 'written' && updated.status === 'written';
  expect(!isBoth, `${what}: at most one must succeed.`, { created, updated });
  const winner = created.status === 'written' ? fresh : { ...longer, createdAt: stored.createdAt };
  await expectStored(one, id, winner, `after ${what}`);
  await one.delete(id);
}
