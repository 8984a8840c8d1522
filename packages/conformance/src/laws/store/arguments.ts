import type { KeyedStore, SessionId } from '@sess/core';
import { sessionError } from '../../fixture/error-kinds.js';
import { settle, type Targets } from '../../fixture/every-verb.js';
import { during, newTargets } from '../../fixture/outages.js';
import { newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectSameVersion, expectStored } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectRejection, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** A call with one argument left open, for a value of any type, as JSON and forms may contain it. */
type OpenCall = (bad: never) => unknown;

const notText: readonly unknown[] = [undefined, null, 7, {}, { not: '' }, { $ne: null }];
const limits = [1, 1001, 1_000_000, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER];
const notCounts: readonly unknown[] = [undefined, null, 0, -1, 1.5, Number.NaN, Infinity, '5', {}];

function badIds(id: SessionId): readonly unknown[] {
  const texts = ['', id.toUpperCase(), `${id}0`, `${id}\n`, `${id.slice(8)}\r\nfoo`, 'a b', 'a*', '../a', 'é', '%'];
  return [...notText, [id], [], ...texts];
}

/** Returns a call of each verb that takes an id, with the id left open. */
function idCalls(store: KeyedStore, { found, record }: Targets): Readonly<Record<string, OpenCall>> {
  const { expiresAt, version } = found;
  return {
    load: (id) => store.load(id),
    create: (id) => store.create(id, record),
    update: (id) => store.update(id, record, version),
    ...(store.touch && { touch: (id: never) => store.touch?.(id, expiresAt + 5000, version, newRevision()) }),
    delete: (id) => store.delete(id),
    deleteIf: (id) => store.deleteIf(id, version),
  };
}

/** Yields calls with one other argument left open, and values that are bad for it. */
function* otherCalls(
  store: KeyedStore,
  { id, found, record }: Targets,
): Iterable<readonly [what: string, bad: readonly unknown[], call: OpenCall]> {
  const { owners } = store;
  const { expiresAt, version, owner = 'nobody' } = found;
  const notVersions = [...notText, [version]];
  const notOwners = [...notText, '', [owner]];
  yield ['update, when its version', notVersions, (bad) => store.update(id, record, bad)];
  yield ['deleteIf, when its version', notVersions, (bad) => store.deleteIf(id, bad)];
  if (store.touch) {
    yield ['touch, when its version', notVersions, (bad) => store.touch?.(id, expiresAt + 5000, bad, newRevision())];
    yield ['touch, when its revision', notText, (bad) => store.touch?.(id, expiresAt + 5000, version, bad)];
  }
  if (store.deleteExpired) yield ['deleteExpired, when its limit', notCounts, (bad) => store.deleteExpired?.(bad)];
  if (store.countExpired) yield ['countExpired, when its limit', notCounts, (bad) => store.countExpired?.(bad)];
  if (!owners) return;
  yield ['owners.listByOwner, when its owner', notOwners, (bad) => owners.listByOwner(bad, { limit: 5 })];
  yield ['owners.listByOwner, when its limit', notCounts, (bad) => owners.listByOwner(owner, { limit: bad })];
  const notCursors = notText.slice(1);
  yield [
    'owners.listByOwner, when its cursor',
    notCursors,
    (cursor) => owners.listByOwner(owner, { limit: 5, cursor }),
  ];
  yield ['owners.deleteByOwner, when its owner', notOwners, (bad) => owners.deleteByOwner(bad, { except: [] })];
  const notLists = [...notText, id, [undefined], [null], [[id]], [id.toUpperCase()]];
  yield ['owners.deleteByOwner, when its except', notLists, (except) => owners.deleteByOwner(owner, { except })];
}

async function expectRefused(call: OpenCall, bad: unknown, what: string): Promise<void> {
  const which = `${what} is ${show(bad)},`;
  const calling = settle(which, () => call(bad as never));
  await expectRejection(calling, sessionError('INVALID_ARGUMENT'), which);
}

/** Runs the body beside records of two owners, and fails if one of them has changed. */
async function untouched(fixture: StoreFixture, body: (targets: Targets) => Promise<void>): Promise<void> {
  const { one, two } = fixture;
  const targets = await newTargets(fixture);
  const bystander = await fixture.put(one.owners && { owner: newOwner() });
  await body(targets);
  const bystanders = [{ id: targets.id, stored: targets.found }, bystander];
  for (const { id, stored } of bystanders) {
    const now = await expectStored(two, id, stored, 'after calls that were refused');
    expectSameVersion(stored, now, 'A refused call');
  }
}

export const argumentLaws = [
  law('121a', 'every verb refuses a value that cannot be an id, and changes nothing', (fixture) =>
    untouched(fixture, async (targets) => {
      for (const [verb, call] of Object.entries(idCalls(fixture.one, targets))) {
        for (const bad of badIds(targets.id)) await expectRefused(call, bad, `${verb}, when its id`);
      }
    }),
  ),

  law(
    '121b',
    'a value that cannot be an id is refused before anything is sent: the same error while the backend is down',
    (fixture) =>
      untouched(fixture, async (targets) => {
        await during(fixture, 'refuse', async () => {
          for (const [verb, call] of Object.entries(idCalls(fixture.one, targets))) {
            for (const bad of [undefined, 'a\r\nfoo']) await expectRefused(call, bad, `${verb}, when its id`);
          }
        });
      }),
    ['outage'],
  ),

  law(
    '121c',
    'a version, an owner, a limit or a list that is missing or of another type is never treated as a wildcard',
    (fixture) =>
      untouched(fixture, async (targets) => {
        for (const [what, bad, call] of otherCalls(fixture.one, targets)) {
          for (const each of bad) await expectRefused(call, each, what);
        }
      }),
  ),

  law('121d', 'a limit may be any whole number from 1 on', async ({ one }) => {
    for (const limit of limits) {
      const calls = {
        'owners.listByOwner': () => one.owners?.listByOwner(newOwner(), { limit }),
        deleteExpired: () => one.deleteExpired?.(limit),
        countExpired: () => one.countExpired?.(limit),
      };
      for (const [verb, call] of Object.entries(calls)) {
        const [settled] = await Promise.allSettled([settle(verb, async () => call())]);
        const demand = `${verb} must accept the limit ${limit}; it may return less.`;
        expect(settled.status === 'fulfilled', demand, settled.status === 'rejected' && settled.reason);
      }
    }
  }),
];
