import type { CreateResult, KeyedStore, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';
import {
  type ConditionalCall,
  deletingIf,
  everyTouch,
  expectCurrent,
  updating,
} from '../../fixture/conditional-calls.js';
import { race } from '../../fixture/race.js';
import { newId } from '../../fixture/random-ids.js';
import { expectLive, expectStatus } from '../../fixture/record-expectations.js';
import { recordChanges } from '../../fixture/record-kinds.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

type Written = CreateResult | UpdateResult;
/** Writes a record right behind another client, which is still waiting for its result. */
type Follow = (store: KeyedStore, id: SessionId, record: SessionRecord, before: string | undefined) => Promise<Written>;

/** How often a client looks for the write that it wants to follow. */
const mostLooks = 20;

const followers: Readonly<Record<string, Follow>> = {
  'delete and create at once': async (store, id, record) => {
    const [, created] = await Promise.all([store.delete(id), store.create(id, record)]);
    return created;
  },
  'delete and then create': async (store, id, record) => {
    await store.delete(id);
    return store.create(id, record);
  },
  'update of what it finds': async (store, id, record, before) => {
    for (let look = 0; look < mostLooks; look++) {
      const found = await store.load(id);
      if (found && found.version !== before) return store.update(id, record, found.version);
    }
    return { status: 'gone' };
  },
};

/** Other clients' calls that end or change the record while a condition is checked. */
const disturbances: Readonly<Record<string, (store: KeyedStore, id: SessionId, calls: Calls) => Promise<unknown>>> = {
  delete: (store, id) => store.delete(id),
  'delete and create at once': (store, id, { record }) => Promise.all([store.delete(id), store.create(id, record)]),
  'delete and then create': async (store, id, { record }) => {
    await store.delete(id);
    await store.create(id, record);
  },
  update: (store, _id, { update, version }) => update.call(store, version),
  touch: (store, _id, { touch, version }) => touch.call(store, version),
};

interface Calls {
  readonly record: SessionRecord;
  readonly version: string;
  readonly update: ConditionalCall;
  readonly touch: ConditionalCall;
}

export const contestedResultLaws = [
  law(
    '132',
    'the version that create or update returns is the one of that write, even if another client writes right behind it',
    async (fixture) => {
      const { one, two } = fixture;
      for (let round = 0; round < fixture.rounds(4); round++) {
        for (const [followed, follow] of Object.entries(followers)) {
          for (const verb of ['create', 'update'] as const) {
            const { id, stored } = verb === 'create' ? { id: await newId(), stored: undefined } : await fixture.put();
            const [mine, theirs] = [fixture.record(), fixture.record()];
            const [first, second] = await race<Written, Written>(round, [
              () => (stored ? one.update(id, mine, stored.version) : one.create(id, mine)),
              () => follow(two, id, theirs, stored?.version),
            ]);
            const last = await two.load(id);
            const what = `${verb} while another client does ${followed}, round ${round}`;
            expectOwnVersion(first, mine, last, what);
            expectOwnVersion(second, theirs, last, `${followed} behind ${verb}, round ${round}`);
            const versions = [stored?.version, versionOf(first), versionOf(second)].filter(
              (each) => each !== undefined,
            );
            const isDistinct = new Set(versions).size === versions.length;
            expect(isDistinct, `${what}: the two writes must have two new versions.`, {
              before: stored,
              first,
              second,
            });
            await one.delete(id);
          }
        }
      }
    },
  ),

  law(
    '134',
    'the current record of a conflict is one that was stored, whole, even if another client removes or writes it then',
    async (fixture) => {
      const { one, two } = fixture;
      const change = recordChanges(fixture).find(({ name }) => name === 'with other values')!;
      for (let round = 0; round < fixture.rounds(2); round++) {
        for (const [disturbed, disturb] of Object.entries(disturbances)) {
          for (const isOld of [true, false]) {
            for (const verb of ['update', 'deleteIf'] as const) {
              const { id, stored: former } = await fixture.put(fixture.extras());
              const next = fixture.record({ ...fixture.extras(), createdAt: former.createdAt });
              expectStatus(await two.update(id, next, former.version), 'written', 'update with the current version');
              const before = await expectLive(two, id, 'after an update');
              const call = verb === 'update' ? updating(id, before, change) : deletingIf(id);
              const update = updating(id, before, change);
              const [touch = update] = everyTouch(two, id, before);
              const calls = { record: fixture.record(fixture.extras()), version: before.version, update, touch };
              const [result] = await race(round, [
                () => call.call(one, isOld ? former.version : before.version),
                () => disturb(two, id, calls),
              ]);
              const what = `${call.name} with ${isOld ? 'a former' : 'the'} version while another client does ${disturbed}`;
              const after = await two.load(id);
              const isDone = isOld && result.status === 'done';
              expect(!isDone, `${what}, must change nothing, round ${round}.`, 'it succeeded');
              const isGone = result.status === 'gone' && !disturbed.startsWith('delete');
              expect(!isGone, `${what}, must not return 'gone': the record was there all the time, round ${round}.`);
              if (result.status === 'conflict') {
                const asked = isOld ? former.version : before.version;
                expectStoredState(result.current, [before, after], asked, one, `${what}, round ${round}`);
              }
              await one.delete(id);
            }
          }
        }
      }
    },
  ),
];

function versionOf(result: Written): string | undefined {
  return result.status === 'written' ? result.version : undefined;
}

/** Fails if a write returned a version that is not its own, as far as the last record shows. */
function expectOwnVersion(result: Written, { revision }: SessionRecord, last: StoredSession | undefined, what: string) {
  const version = versionOf(result);
  if (version === undefined || !last) return;
  if (last.revision === revision) {
    expectEqual(version, last.version, `${what}: it must return the version that load returns.`);
  } else
    expect(version !== last.version, `${what}: it must not return the version of another client's write.`, version);
}

/** Fails unless the record is one of these, whole, and not the one that the call asked for. */
function expectStoredState(
  current: StoredSession | undefined,
  states: readonly (StoredSession | undefined)[],
  asked: string | undefined,
  { limits }: KeyedStore,
  what: string,
) {
  const when = `in the conflict of ${what}`;
  expect(typeof current === 'object' && current !== null, `The current record must be there ${when}.`, current);
  expect(
    current.version !== asked,
    `The current record must not have the version that was asked for ${when}.`,
    current,
  );
  const state = states.find((each) => each?.version === current.version);
  expect(state !== undefined, `The current record must be one that was stored ${when}.`, { current, states });
  expectCurrent(current, state, limits, when);
}
