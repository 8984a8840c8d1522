import type { KeyedStore, OwnedSession, SessionId, SessionRecord } from '@sess/core';
import { race } from '../../fixture/race.js';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectAttributes, expectLive, expectStatus } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll } from './clear-all.js';
import { listAll, ownersOf } from './owned-sessions.js';

/** Fails unless the owner's list has this one session, as load returns it. */
async function expectListedAsLoaded(store: KeyedStore, owner: string, id: SessionId, when: string): Promise<void> {
  const loaded = await expectLive(store, id, when);
  // Two lists at once, of which one is changed, must not share an object.
  const lists = await Promise.all([listAll(store, owner, 5), listAll(store, owner, 5)]);
  for (const listed of lists) {
    const [only] = listed;
    const isOnly = listed.length === 1 && only?.id === id;
    expect(isOnly, `The list must have exactly the owner's one session ${when}.`, listed);
    for (const field of ['createdAt', 'expiresAt'] as const) {
      expectEqual(only[field], loaded[field], `A list must show the ${field} that load returns ${when}.`);
    }
    expectAttributes(only, loaded, `in a list, as from load, ${when}`);
    deface(only);
  }
}

function deface(listed: OwnedSession): void {
  for (const name of Object.keys(listed.attributes ?? {})) Reflect.set(listed.attributes ?? {}, name, 'defaced');
  for (const name of ['createdAt', 'expiresAt', 'attributes']) Reflect.set(listed, name, 0);
}

/** Returns the attributes of one of two sets, if the subject has any. */
function attributed(fixture: StoreFixture, which: 0 | 1): Partial<SessionRecord> {
  return fixture.subject.attributes ? { attributes: fixture.attributes(which) } : {};
}

export const listedSessionLaws = [
  law(
    '86b',
    'a list shows the deadline and the attributes that are in force after each write, whoever wrote; lists share nothing',
    async (fixture) => {
      const { one, two } = fixture;
      const [owner, other] = [newOwner(), newOwner()];
      const { id, record } = await fixture.put({ owner, ...attributed(fixture, 0) });
      const { createdAt } = record;
      const expectListed = async (holder: string, when: string) => {
        for (const store of [two, one]) await expectListedAsLoaded(store, holder, id, when);
      };
      const update = async (store: KeyedStore, more: Partial<SessionRecord>, when: string) => {
        const { version } = await expectLive(store, id, 'before an update');
        expectStatus(await store.update(id, fixture.record({ createdAt, ...more }), version), 'written', 'update');
        await expectListed(more.owner ?? owner, when);
      };
      await expectListed(owner, 'after create');
      const later = fixture.now() + 7_200_000;
      await update(one, { owner, expiresAt: later, ...attributed(fixture, 1) }, 'after an update that extends it');
      await update(two, { owner, expiresAt: later - 900_000 }, 'after an update that shortens it');
      await update(two, { owner, createdAt: createdAt - 5000, ...attributed(fixture, 0) }, 'after another update');
      for (const store of [two, one]) {
        const { version, expiresAt } = await expectLive(store, id, 'before a touch');
        const touched = await store.touch?.(id, expiresAt + 1_800_000, version, newRevision());
        if (touched !== undefined) expectEqual(touched, true, 'touch of a live record must return true.');
        await expectListed(owner, 'after a touch');
      }
      await update(one, { owner: other, ...attributed(fixture, 1) }, 'after an update that changes the owner');
      await update(two, { owner, expiresAt: later, ...attributed(fixture, 0) }, 'after an update that changes it back');
      await one.delete(id);
      expectStatus(await one.create(id, fixture.record({ owner })), 'written', 'create after delete');
      await expectListed(owner, 'after delete and create');
    },
    ['owners'],
  ),

  law(
    '86d',
    'a session whose deadline was moved on is listed and revoked after its first deadline, too',
    async (fixture) => {
      const { one, two } = fixture;
      const expiresAt = fixture.soon();
      const later = expiresAt + 7_200_000;
      const [byUpdate, byTouch] = [newOwner(), newOwner()];
      const updated = await fixture.put({ owner: byUpdate, expiresAt });
      const { id, record, stored } = updated;
      const next = fixture.record({ owner: byUpdate, createdAt: record.createdAt, expiresAt: later });
      expectStatus(await one.update(id, next, stored.version), 'written', 'update of a live record');
      const extended = [{ owner: byUpdate, id }];
      if (one.touch) {
        const touched = await fixture.put({ owner: byTouch, expiresAt });
        await one.touch(touched.id, later, touched.stored.version, newRevision());
        extended.push({ owner: byTouch, id: touched.id });
      }
      await fixture.pass(expiresAt);
      if (one.deleteExpired) await clearAll(one, 100);
      for (const { owner, id: each } of extended) {
        await expectListedAsLoaded(two, owner, each, 'after its first deadline');
        const deleted = await ownersOf(two).deleteByOwner(owner, { except: [] });
        expectEqual(deleted, 1, 'deleteByOwner must remove a session after its first deadline.');
      }
    },
    ['owners'],
  ),

  law(
    '86c',
    'a list during an update shows the session from before or after it, and never with what it has under another owner',
    async (fixture) => {
      const { one, two } = fixture;
      const [before, after] = [attributed(fixture, 0), attributed(fixture, 1)];
      for (let round = 0; round < fixture.rounds(30); round++) {
        const [owner, other] = [newOwner(), newOwner()];
        const moves = round % 2 === 0;
        const expiresAt = fixture.now() + 3_600_000;
        const [former, next] = [
          fixture.record({ owner, expiresAt, ...before }),
          fixture.record({ owner: moves ? other : owner, expiresAt: expiresAt + 7_200_000, ...after }),
        ];
        const ids = await Promise.all(Array.from({ length: 4 }, newId));
        for (const id of ids) expectStatus(await one.create(id, former), 'written', 'create under a fresh id');
        const stored = await Promise.all(ids.map(async (id) => expectLive(one, id, 'that create wrote')));
        const whose = round % 4 === 0 ? other : owner;
        const [listed] = await race(Math.floor(round / 2), [
          () => listAll(two, whose, 10),
          () => Promise.all(ids.map((id, at) => one.update(id, next, stored[at]?.version ?? ''))),
        ]);
        for (const session of listed) {
          const isNext = Math.abs(session.expiresAt - next.expiresAt) < one.limits.expiryGranularityMs;
          const seen = isNext ? next : former;
          const when = `in a list while another client updates the session, round ${round}`;
          expectEqual(seen.owner, whose, `The session must have the owner whose list shows its deadline ${when}.`);
          expectAttributes(session, seen, when);
        }
        await Promise.all([owner, other].map((each) => ownersOf(one).deleteByOwner(each, { except: [] })));
      }
    },
    ['owners'],
  ),
];
