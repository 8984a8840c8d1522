import { newRevision } from '../../fixture/random-ids.js';
import { expectLive, expectRecord } from '../../fixture/record-expectations.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf, listAll, newOwner, ownersOf, putFor } from './owned-sessions.js';

export const ownerLaws = [
  law(
    '86',
    "a list contains only the owner's live sessions: id, createdAt, expiresAt and attributes, never a payload",
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      const attributes = fixture.subject.attributes && { attributes: fixture.attributes(0) };
      const { id, record, stored } = await fixture.put({ owner, ...attributes });
      await fixture.put({ owner: newOwner() });
      await fixture.put();
      const expired = await fixture.put({ owner, expiresAt: fixture.soon() });
      await fixture.pass(expired.record.expiresAt);
      const listed = await listAll(two, owner, 10);
      const [only] = listed;
      expect(
        listed.length === 1 && only?.id === id,
        "The list must contain exactly the owner's one live session.",
        listed,
      );
      const isSame = only.createdAt === record.createdAt && only.expiresAt === stored.expiresAt;
      expect(isSame, 'A listed session must have the createdAt and expiresAt that load returns.', {
        listed: only,
        stored,
      });
      for (const [name, [value]] of Object.entries(fixture.subject.attributes ?? {})) {
        expect(only.attributes?.[name] === value, `A listed session must have its attribute '${name}'.`, only);
      }
      Reflect.set(only, 'expiresAt', 0);
      for (const name of Object.keys(only.attributes ?? {})) Reflect.set(only.attributes ?? {}, name, 'defaced');
      const kept = await expectLive(two, id, 'after its entry in a list was changed');
      expectRecord(kept, record, two.limits, 'after its entry in a list was changed');
      const stray = Object.keys(only).filter((name) => !['id', 'createdAt', 'expiresAt', 'attributes'].includes(name));
      expect(stray.length === 0, 'A listed session must have no other fields, and above all no payload.', { stray });
      const nobody = await ownersOf(one).listByOwner(newOwner(), { limit: 10 });
      expect(
        nobody.sessions.length === 0 && nobody.cursor === undefined,
        'An owner without sessions must have one empty page without a cursor.',
        nobody,
      );
    },
    ['owners'],
  ),

  law(
    '87',
    'lists follow a change or removal of the owner at once; a touch and a refused write do not change them',
    async (fixture) => {
      const { one, two } = fixture;
      const [first, second] = [newOwner(), newOwner()];
      const { id, stored } = await fixture.put({ owner: first });
      const expectLists = async (inFirst: boolean, inSecond: boolean, when: string) => {
        for (const store of [two, one]) {
          const seen = { first: await idsOf(store, first), second: await idsOf(store, second) };
          const isRight = seen.first.includes(id) === inFirst && seen.second.includes(id) === inSecond;
          expect(
            isRight,
            `The session must ${inFirst ? '' : 'not '}be the first owner's and ${inSecond ? '' : 'not '}the second's ${when}.`,
            seen,
          );
        }
      };
      await expectLists(true, false, 'after create');
      await one.update(id, fixture.record({ owner: second }), 'no-such-version');
      await expectLists(true, false, "after an update that returned 'conflict'");
      await one.update(id, fixture.record({ owner: second }), stored.version);
      await expectLists(false, true, 'after an update that changes the owner');
      if (one.touch) {
        const { version } = await expectLive(one, id, 'after an update');
        await one.touch(id, fixture.now() + 7_200_000, version, newRevision());
        await expectLists(false, true, 'after a touch');
      }
      await two.update(id, fixture.record(), (await expectLive(two, id, 'before its owner is removed')).version);
      await expectLists(false, false, 'after an update without an owner');
    },
    ['owners'],
  ),

  law(
    '88',
    'pages contain each session once while others are created and deleted, and they come to an end',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      const steady = await putFor(fixture, owner, 20);
      const leaving = await putFor(fixture, owner, 10);
      const listed = await listAll(two, owner, 3, async (page) => {
        const [id, changed] = [leaving[page], steady[page]];
        if (id) await one.delete(id);
        if (changed) {
          const { version } = await expectLive(one, changed, 'while its owner is listed');
          await one.update(changed, fixture.record({ owner }), version);
        }
        if (page < 5) await fixture.put({ owner });
      });
      const ids = listed.map(({ id }) => id);
      const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
      expect(twice.length === 0, 'Pages must contain each session once.', { twice });
      const missing = steady.filter((id) => !ids.includes(id));
      expect(missing.length === 0, 'Pages must contain each session that is stored all the time.', {
        missing,
        given: ids.length,
      });
    },
    ['owners'],
  ),
];
