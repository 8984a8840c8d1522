import { type KeyedStore, SessionError, type SessionId } from '@sess/core';
import { settle, type Targets } from '../../fixture/every-verb.js';
import { during, newTargets } from '../../fixture/outages.js';
import { newRevision } from '../../fixture/random-ids.js';
import { expectLive, expectRecord, expectSameVersion } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expectRejection, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Passes a value of any type, as JSON and forms may contain it and callers without types may pass it on. */
type Untyped = (argument: unknown) => unknown;

const notText: readonly unknown[] = [undefined, null, 7, {}, { not: '' }, { $ne: null }];
const notCounts: readonly unknown[] = [undefined, null, 0, -1, 1.5, Number.NaN, Infinity, '5', {}];

function badIds(id: SessionId): readonly unknown[] {
  const texts = ['', id.toUpperCase(), `${id}0`, `${id}\n`, `${id.slice(8)}\r\nfoo`, 'a b', 'a*', '../a', 'é', '%'];
  return [...notText, [id], [], ...texts];
}

/** Calls of each verb that takes an id, with the id left open. */
function idCalls(store: KeyedStore, { id: _id, found, record }: Targets): Readonly<Record<string, Untyped>> {
  return {
    load: (id) => store.load(id as SessionId),
    create: (id) => store.create(id as SessionId, record),
    update: (id) => store.update(id as SessionId, record, found.version),
    ...(store.touch && {
      touch: (id: unknown) => store.touch?.(id as SessionId, found.expiresAt + 5000, found.version, newRevision()),
    }),
    delete: (id) => store.delete(id as SessionId),
    deleteIf: (id) => store.deleteIf(id as SessionId, found.version),
  };
}

interface OtherCall {
  readonly name: string;
  readonly bad: readonly unknown[];
  readonly call: Untyped;
}

/** Calls with one other argument left open: part of a condition, an owner, a limit, a cursor or a list. */
function otherCalls(store: KeyedStore, { id, found, record }: Targets): OtherCall[] {
  const { owners } = store;
  const owner = found.owner ?? 'nobody';
  const versions = [...notText, [found.version]];
  const anOwner = [...notText, '', [owner]];
  return [
    { name: 'update, when its version', bad: versions, call: (bad) => store.update(id, record, bad as string) },
    { name: 'deleteIf, when its version', bad: versions, call: (bad) => store.deleteIf(id, bad as string) },
    ...(store.touch
      ? [
          {
            name: 'touch, when its version',
            bad: versions,
            call: (bad: unknown) => store.touch?.(id, found.expiresAt + 5000, bad as string, newRevision()),
          },
          {
            name: 'touch, when its revision',
            bad: notText,
            call: (bad: unknown) => store.touch?.(id, found.expiresAt + 5000, found.version, bad as string),
          },
        ]
      : []),
    ...(store.deleteExpired
      ? [
          {
            name: 'deleteExpired, when its limit',
            bad: notCounts,
            call: (bad: unknown) => store.deleteExpired?.(bad as number),
          },
        ]
      : []),
    ...(owners
      ? [
          {
            name: 'owners.listByOwner, when its owner',
            bad: anOwner,
            call: (bad: unknown) => owners.listByOwner(bad as string, { limit: 5 }),
          },
          {
            name: 'owners.listByOwner, when its limit',
            bad: notCounts,
            call: (bad: unknown) => owners.listByOwner(owner, { limit: bad as number }),
          },
          {
            name: 'owners.listByOwner, when its cursor',
            bad: notText.slice(1),
            call: (bad: unknown) => owners.listByOwner(owner, { limit: 5, cursor: bad as string }),
          },
          {
            name: 'owners.deleteByOwner, when its owner',
            bad: anOwner,
            call: (bad: unknown) => owners.deleteByOwner(bad as string, { except: [] }),
          },
          {
            name: 'owners.deleteByOwner, when its except',
            bad: [...notText, id, [undefined], [null], [[id]], [id.toUpperCase()]],
            call: (bad: unknown) => owners.deleteByOwner(owner, { except: bad as readonly SessionId[] }),
          },
        ]
      : []),
  ];
}

function isRefused(error: unknown): error is SessionError {
  return error instanceof SessionError && error.code === 'INVALID_ARGUMENT';
}

async function expectRefused(call: Untyped, bad: unknown, what: string): Promise<void> {
  const demand = `${what} is ${show(bad)}, must reject with SessionError INVALID_ARGUMENT.`;
  await expectRejection(
    settle(what, () => call(bad)),
    isRefused,
    demand,
  );
}

/** Runs the body beside records of two owners, and fails if one of them has changed. */
async function untouched(fixture: StoreFixture, body: (targets: Targets) => Promise<void>): Promise<void> {
  const { one, two } = fixture;
  const targets = await newTargets(fixture);
  const bystander = await fixture.put(one.owners && { owner: `owner-${newRevision()}` });
  await body(targets);
  const bystanders = [{ id: targets.id, stored: targets.found }, bystander];
  for (const { id, stored } of bystanders) {
    const now = await expectLive(two, id, 'after calls that were refused');
    expectRecord(now, stored, one.limits, 'after calls that were refused');
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
        for (const { name, bad, call } of otherCalls(fixture.one, targets)) {
          for (const each of bad) await expectRefused(call, each, name);
        }
      }),
  ),
];
