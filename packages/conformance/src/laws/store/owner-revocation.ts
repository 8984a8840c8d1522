import { race } from '../../fixture/race.js';
import { newOwner } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive, expectStatus } from '../../fixture/record-expectations.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf, listAll, ownersOf, putFor } from './owned-sessions.js';

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
];
