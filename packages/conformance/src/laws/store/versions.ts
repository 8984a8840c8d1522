import { race } from '../../fixture/race.js';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import {
  expectLive,
  expectOneWinner,
  expectStatus,
  expectStored,
  expectVersionOf,
  versionAfter,
} from '../../fixture/record-expectations.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

export const versionLaws = [
  law('28a', 'after an update, load returns the new record with its revision and a new version', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put();
    let version = stored.version;
    for (const store of [one, two, one]) {
      const next = fixture.record({ createdAt: record.createdAt });
      const written = await store.update(id, next, version);
      expectStatus(written, 'written', 'update from the version that load returned');
      const after = await expectStored(store === one ? two : one, id, next, 'after an update');
      expect(after.version !== version, 'An update must give a new version.', version);
      expectVersionOf(written, after, 'update');
      version = await versionAfter(store, id, written);
    }
  }),

  law(
    '28b',
    'an update with the same payload is a write: its deadline, owner and revision are stored',
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record, stored } = await fixture.put();
      let { version } = stored;
      for (const change of [{ expiresAt: record.expiresAt + 60_000 }, { owner: newOwner() }, {}]) {
        const next = { ...record, ...change, revision: newRevision() };
        const when = `after an update that changes ${Object.keys(change)[0] ?? 'the revision'} and not the payload`;
        expectStatus(await one.update(id, next, version), 'written', 'update with the same payload');
        const after = await expectStored(two, id, next, when);
        expect(after.version !== version, `The version must be new ${when}.`, version);
        ({ version } = after);
      }
    },
  ),

  law('34', 'a version is never used again for an id, even after delete and create', async (fixture) => {
    const { one, two } = fixture;
    const id = await newId();
    const seen = new Set<string>();
    const note = async (step: string) => {
      const { version } = await expectLive(two, id, `after ${step}`);
      expect(!seen.has(version), `The version after ${step} must be one that this id has never had.`, version);
      seen.add(version);
      return version;
    };
    const [ever, other] = [fixture.record(), fixture.record()];
    for (let round = 0; round < 3; round++) {
      await one.create(id, { ...ever, revision: newRevision() });
      let version = await note('create');
      for (let step = 0; step < 3; step++) {
        await two.update(id, { ...(step % 2 ? other : ever), revision: newRevision() }, version);
        version = await note('update');
        if (!one.touch) continue;
        await one.touch(id, fixture.now() + 1_800_000, version, newRevision());
        version = await note('touch');
      }
      if (round % 2) await one.deleteIf(id, version);
      else await one.delete(id);
    }
    const [former] = seen;
    await one.create(id, fixture.record());
    const late = await one.update(id, fixture.record(), former ?? '');
    expectStatus(late, 'conflict', 'update with a version from before the id was deleted');
  }),

  law(
    '33',
    "of two updates from one version exactly one returns 'written', and its record is stored",
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record, stored } = await fixture.put();
      let { version } = stored;
      for (let round = 0; round < fixture.rounds(50); round++) {
        const [mine, other] = [fixture.record(), fixture.record()];
        const results = await race(round, [() => one.update(id, mine, version), () => two.update(id, other, version)]);
        expectOneWinner(results, 'written', `Two updates from one version, round ${round}`);
        expectOneWinner(results, 'conflict', `Two updates from one version, round ${round}`);
        const winner = { ...(results[0].status === 'written' ? mine : other), createdAt: record.createdAt };
        const when = `of the update that returned 'written', round ${round}`;
        ({ version } = await expectStored(round % 2 ? one : two, id, winner, when));
      }
    },
  ),
];
