import { newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectLive, expectStored } from '../../fixture/record-expectations.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf, listAll, putFor } from './owned-sessions.js';

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
      const isOnly = listed.length === 1 && only?.id === id;
      expect(isOnly, "The list must contain exactly the owner's one live session.", listed);
      expectEqual(only.createdAt, record.createdAt, 'A listed session must have its createdAt.');
      expectEqual(only.expiresAt, stored.expiresAt, 'A listed session must have the expiresAt that load returns.');
      for (const [name, [value]] of Object.entries(fixture.subject.attributes ?? {})) {
        expect(only.attributes?.[name] === value, `A listed session must have its attribute '${name}'.`, only);
      }
      Reflect.set(only, 'expiresAt', 0);
      for (const name of Object.keys(only.attributes ?? {})) Reflect.set(only.attributes ?? {}, name, 'defaced');
      await expectStored(two, id, record, 'after its entry in a list was changed');
      const stray = Object.keys(only).filter((name) => !['id', 'createdAt', 'expiresAt', 'attributes'].includes(name));
      expectEmpty(stray, 'A listed session must have no other fields, and above all no payload.');
      expectEmpty(await listAll(one, newOwner(), 10), 'The list of an owner without sessions must be empty.');
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
      const expectListedFor = async (holder: string | undefined, when: string, session = id) => {
        for (const store of [two, one]) {
          for (const [which, owner] of Object.entries({ first, second })) {
            const isListed = (await idsOf(store, owner)).includes(session);
            const demand = `The ${which} owner's list must ${owner === holder ? '' : 'not '}have the session ${when}.`;
            expectEqual(isListed, owner === holder, demand);
          }
        }
      };
      await expectListedFor(first, 'after create');
      await one.update(id, fixture.record({ owner: second }), 'no-such-version');
      await expectListedFor(first, "after an update that returned 'conflict'");
      await one.create(id, fixture.record({ owner: second }));
      await expectListedFor(first, "after a create that returned 'taken'");
      await two.deleteIf(id, 'no-such-version');
      await expectListedFor(first, "after a deleteIf that returned 'conflict'");
      await one.touch?.(id, fixture.now() + 7_200_000, 'no-such-version', newRevision());
      await expectListedFor(first, 'after a touch that returned false');
      await one.update(id, fixture.record({ owner: second }), stored.version);
      await expectListedFor(second, 'after an update that changes the owner');
      if (one.touch) {
        const { version } = await expectLive(one, id, 'after an update');
        await one.touch(id, fixture.now() + 7_200_000, version, newRevision());
        await expectListedFor(second, 'after a touch');
      }
      await two.update(id, fixture.record(), (await expectLive(two, id, 'before its owner is removed')).version);
      await expectListedFor(undefined, 'after an update without an owner');
      for (const holder of [first, second]) {
        const { id: expired } = await fixture.putExpired({ owner: first });
        await one.create(expired, fixture.record({ owner: holder }));
        await expectListedFor(holder, "in place of the first owner's expired one", expired);
      }
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
      expectEmpty(twice, 'Pages must contain each session once.');
      const missing = steady.filter((id) => !ids.includes(id));
      expectEmpty(missing, 'Pages must contain each session that is stored all the time.');
    },
    ['owners'],
  ),
];
