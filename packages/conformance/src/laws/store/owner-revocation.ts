import type { SessionId } from '@sess/core';
import { race } from '../../fixture/race.js';
import { newId, newOwner } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive, expectStatus } from '../../fixture/record-expectations.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf, listAll, ownersOf, putAlike, putFor } from './owned-sessions.js';

export const ownerRevocationLaws = [
  law(
    '89a',
    "deleteByOwner removes all of the owner's sessions except those excluded, and returns how many",
    async (fixture) => {
      const { one, two } = fixture;
      const [owner, other] = [newOwner(), newOwner()];
      const ids = await putFor(fixture, owner, 12);
      const [bystander] = await putFor(fixture, other, 1);
      const except = ids.slice(3, 5);
      const deleted = await ownersOf(one).deleteByOwner(owner, { except });
      expectEqual(deleted, 10, 'deleteByOwner of 12 sessions, 2 of them excluded, must return 10.');
      for (const id of ids) {
        if (except.includes(id)) await expectLive(two, id, 'that deleteByOwner had to spare');
        else await expectAbsent(two, id, 'after deleteByOwner');
      }
      const left = await idsOf(two, owner);
      expect(left.length === 2, 'The list must contain just the excluded sessions after deleteByOwner.', left);
      if (bystander) await expectLive(two, bystander, 'of another owner, after deleteByOwner');
      const rest = await ownersOf(two).deleteByOwner(owner, { except: [] });
      expectEqual(rest, 2, 'deleteByOwner without exceptions must remove the 2 that are left.');
      const none = await ownersOf(two).deleteByOwner(owner, { except: [] });
      expectEqual(none, 0, 'deleteByOwner of an owner without sessions must return 0.');
    },
    ['owners'],
  ),

  law(
    '91',
    'very many sessions of one owner can be listed in pages and revoked',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      const ids = await putFor(fixture, owner, fixture.effort.sessionsOfOneOwner);
      const listed = await listAll(two, owner, 1000);
      const distinct = new Set(listed.map(({ id }) => id)).size;
      const isWhole = listed.length === ids.length && distinct === ids.length;
      const seen = { listed: listed.length, distinct };
      expect(isWhole, `A list of ${ids.length} sessions must contain each one once.`, seen);
      const [spared] = ids;
      const deleted = await ownersOf(one).deleteByOwner(owner, { except: spared ? [spared] : [] });
      const what = `deleteByOwner of ${ids.length} sessions, one of them excluded,`;
      expectEqual(deleted, ids.length - 1, `${what} must return ${ids.length - 1}.`);
      const left = await listAll(two, owner, 1000);
      expectEqual(left.map(({ id }) => id).join(), spared, 'Only the excluded session must be left.');
      const created = await one.create(ids[1] ?? ids[0]!, fixture.record());
      expectStatus(created, 'written', 'create under the id of a revoked session');
    },
    ['owners'],
  ),

  law(
    '89b',
    'an update that races deleteByOwner never keeps a session alive',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      for (let round = 0; round < fixture.rounds(50); round++) {
        const { id, stored } = await fixture.put({ owner });
        const spared = await fixture.put({ owner });
        await race(round, [
          () => ownersOf(one).deleteByOwner(owner, { except: [spared.id] }),
          () => two.update(id, fixture.record({ owner }), stored.version),
        ]);
        await expectAbsent(two, id, `after an update that raced deleteByOwner, round ${round}`);
        await expectLive(one, spared.id, `that deleteByOwner had to spare, round ${round}`);
        await one.delete(spared.id);
      }
    },
    ['owners'],
  ),

  law(
    '89d',
    "deleteByOwner racing other writes removes no session that is no longer the owner's, and counts what it removed",
    async (fixture) => {
      const { one, two } = fixture;
      for (let round = 0; round < fixture.rounds(25); round++) {
        const [owner, other] = [newOwner(), newOwner()];
        const ids = await putFor(fixture, owner, 10);
        const moves = await Promise.all(
          ids.slice(0, 3).map(async (id) => ({ id, stored: await expectLive(two, id, 'that create wrote') })),
        );
        const [deletes, replacements] = [ids.slice(3, 6), ids.slice(6, 9)];
        const theirs: SessionId[] = [];
        let removed = 0;
        // Three series of calls, each one after the other, so that they meet every moment of deleteByOwner.
        const move = async () => {
          for (const { id, stored } of moves) {
            const { status } = await two.update(id, fixture.record({ owner: other }), stored.version);
            if (status === 'written') theirs.push(id);
          }
          return theirs.length;
        };
        const remove = async () => {
          for (const id of deletes) if (await two.delete(id)) removed++;
        };
        const replace = async () => {
          for (const id of replacements) {
            if (await two.delete(id)) removed++;
            const created = await two.create(id, fixture.record({ owner: other }));
            expectStatus(created, 'written', 'create after delete');
          }
        };
        const change = async () => (await Promise.all([move(), remove(), replace()]))[0];
        const [count, moved] = await race(round, [() => ownersOf(one).deleteByOwner(owner, { except: [] }), change]);
        const when = `that another client has given to another owner during deleteByOwner, round ${round}`;
        for (const id of [...theirs, ...replacements]) await expectLive(one, id, when);
        const demand = `deleteByOwner of 10 sessions must return how many it has removed itself, round ${round}.`;
        const seen = { returned: count, 'given to another owner': moved, 'removed by others': removed };
        expect(count === ids.length - moved - removed, demand, seen);
        await ownersOf(one).deleteByOwner(other, { except: [] });
      }
    },
    ['owners'],
  ),

  law(
    '89e',
    'two calls of deleteByOwner at once remove all sessions, and count each of them once',
    async (fixture) => {
      const { one, two } = fixture;
      for (let round = 0; round < fixture.rounds(10); round++) {
        const owner = newOwner();
        const ids = await putFor(fixture, owner, 12);
        const [mine, other] = await race(round, [
          () => ownersOf(one).deleteByOwner(owner, { except: [] }),
          () => ownersOf(round % 2 === 0 ? two : one).deleteByOwner(owner, { except: [] }),
        ]);
        const demand = `Two calls of deleteByOwner at once must count 12 sessions once each, round ${round}.`;
        expect(mine + other === ids.length, demand, { mine, other });
        expectEmpty(await idsOf(two, owner), `No session must be left after both, round ${round}.`);
      }
    },
    ['owners'],
  ),

  law(
    '89f',
    'deleteByOwner spares exactly the ids in `except`: not alike ones, and whatever else is named, and how often',
    async (fixture) => {
      const { one, two } = fixture;
      const foreignOwner = newOwner();
      const [foreign] = (await putFor(fixture, foreignOwner, 1)) as [SessionId];
      const strangers = await Promise.all(Array.from({ length: 2000 }, newId));
      const expired = await fixture.putExpired({ owner: newOwner() });
      /** Returns ids that are not in `spared` for `except`, given one of the owner's ids. */
      const cases: Readonly<Record<string, (id: SessionId) => readonly string[]>> = {
        'nothing else': () => [],
        'beginnings of ids': (id) => [id.slice(0, 39), id.slice(0, 8), id.slice(0, 1)],
        'a session of another owner': () => [foreign],
        'an unknown id': () => [strangers[0] ?? ''],
        'an expired session': () => [expired.id],
        '2,000 unknown ids': () => strangers,
      };
      for (const [what, others] of Object.entries(cases)) {
        const places = ['first', 'in the middle', 'last, twice'] as const;
        for (const place of what.startsWith('2,000') ? places : places.slice(2)) {
          const owner = newOwner();
          const [spared, ...doomed] = (await putAlike(fixture, owner)) as [SessionId, ...SessionId[]];
          const rest = others(doomed[0] ?? spared) as SessionId[];
          const half = Math.floor(rest.length / 2);
          const except = {
            first: [spared, ...rest],
            'in the middle': [...rest.slice(0, half), spared, ...rest.slice(half)],
            'last, twice': [...rest, spared, spared],
          }[place];
          const call = `deleteByOwner whose except names one of ${doomed.length + 1} sessions ${place}, and ${what},`;
          const deleted = await ownersOf(one).deleteByOwner(owner, { except });
          expectEqual(deleted, doomed.length, `${call} must return ${doomed.length}.`);
          await expectLive(two, spared, `that ${call} had to spare`);
          const left = await idsOf(two, owner);
          expect(left.join() === spared, `${call} must spare exactly that session.`, { left: left.length });
          await one.delete(spared);
        }
        await expectLive(two, foreign, 'of another owner');
      }
      const owner = newOwner();
      const all = await putFor(fixture, owner, 5);
      const none = await ownersOf(one).deleteByOwner(owner, { except: [...strangers, ...all] });
      expectEqual(none, 0, 'deleteByOwner whose except names all sessions must return 0.');
      expectEqual((await idsOf(two, owner)).length, 5, 'deleteByOwner must spare all sessions that except names.');
      await ownersOf(one).deleteByOwner(owner, { except: [foreign] });
      expectEmpty(await idsOf(two, owner), 'deleteByOwner must remove all, if except names only a foreign session.');
      await ownersOf(one).deleteByOwner(foreignOwner, { except: [] });
    },
    ['owners'],
  ),
];
