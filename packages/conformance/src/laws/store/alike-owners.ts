import type { SessionId } from '@sess/core';
import { alikeTexts } from '../../fixture/values/changeable-texts.js';
import { textsThatCollide } from '../../fixture/values/colliding-texts.js';
import { textsThatDifferAtTheEnd } from '../../fixture/values/long-texts.js';
import { inBatches } from '../../fixture/in-batches.js';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive, expectStatus } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectEmpty, expectEqual, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf, listAll, ownersOf } from './owned-sessions.js';

/**
 * Returns owners that collations, wildcards, trimming, escaping or property names are known to confuse. `mark` keeps
 * them apart from the owners of other runs on the same backend.
 *
 * MariaDB's default collation compares `bob`, `Bob`, `bób`, and `bob` with a trailing space, as equal.
 */
export function alikeOwners(mark: string): string[] {
  const base = `bob${mark}`;
  const spaces = [`${base} `, ` ${base}`, `${base}\t`, `${base}\n`, `${base}\u200d`];
  const patterns = ['%', '_', '*', "'", '"', '\\', ':1', '/1', ';--'].map((end) => base + end);
  const letters = ['ß', 'ss', 'İ', 'i', 'ı', '😀', '😁'].map((end) => base + end);
  const others = [`Bob${mark}`, `bób${mark}`, `bo\u0301b${mark}`, `%${mark}`, `_ob${mark}`, `{"$ne":"${mark}"}`];
  const properties = [`__proto__${mark}`, '__proto__', 'constructor', 'null', 'undefined', '0', '00'];
  return [base, ...spaces, ...patterns, ...letters, ...others, ...properties, ...longestKept(mark)];
}

/** Owners that every store must keep: 256 characters that differ in one of them, of one byte or of three each. */
function longestKept(mark: string): string[] {
  return ['x', '€'].flatMap((filler) => {
    const most = `${mark}${filler.repeat(256 - mark.length - 2)}`;
    return [`1${most}1`, `1${most}2`, `2${most}1`, `1${most.slice(0, -1)}y1`];
  });
}

/** Creates a session for the owner, or gives it one by an update. Returns nothing if the store refuses the owner. */
async function putOwned(fixture: StoreFixture, owner: string, byUpdate: boolean): Promise<SessionId | undefined> {
  const { one } = fixture;
  if (byUpdate) {
    const { id, stored } = await fixture.put();
    const refused = await one.update(id, fixture.record({ owner }), stored.version).then(
      ({ status }) => status !== 'written',
      () => true,
    );
    if (!refused) return id;
    const after = await expectLive(one, id, 'after an update whose owner was refused');
    expectEqual(after.version, stored.version, 'An update whose owner is refused must change nothing.');
    await one.delete(id);
    return undefined;
  }
  const id = await newId();
  const refused = await one.create(id, fixture.record({ owner })).then(
    ({ status }) => status !== 'written',
    () => true,
  );
  if (!refused) return id;
  await expectAbsent(one, id, 'after a create whose owner was refused');
  return undefined;
}

/** Gives a session to each owner. Lists and revocations must then find the one session of each. */
async function expectApart(fixture: StoreFixture, texts: readonly string[], mayRefuse = false): Promise<void> {
  const { one, two } = fixture;
  const owners = [...new Set(texts)];
  // Some owners are the same in every run, and an earlier run may have stopped in the middle.
  await inBatches(owners, (owner) =>
    ownersOf(one)
      .deleteByOwner(owner, { except: [] })
      .catch(() => 0),
  );
  const ids = new Map<string, SessionId>();
  for (const [index, owner] of owners.entries()) {
    const id = await putOwned(fixture, owner, index % 5 === 4);
    expect(mayRefuse || id !== undefined, 'A store must keep every owner of up to 256 characters.', owner);
    if (id !== undefined) ids.set(owner, id);
  }
  const stored = await inBatches([...ids], async ([owner, id]) => ({ owner, id, found: await two.load(id) }));
  for (const { owner, found } of stored) {
    expectEqual(found?.owner, owner, 'load must return the owner exactly as it was stored.');
  }
  for (const [owner, id] of ids) {
    const listed = await idsOf(two, owner);
    const isOnly = listed.length === 1 && listed[0] === id;
    const others = listed.flatMap((each) => stored.filter((other) => other.id === each).map((other) => other.owner));
    const demand = `The owner ${show(owner)} must have exactly the one session that was created for it.`;
    expect(isOnly, demand, { 'sessions in the list': listed.length, 'their owners': others });
  }
  for (const [index, [owner, id]] of [...ids].entries()) {
    const store = index % 2 === 0 ? one : two;
    const deleted = await ownersOf(store).deleteByOwner(owner, { except: [] });
    expectEqual(deleted, 1, `deleteByOwner(${show(owner)}) must remove exactly its one session.`);
    expectEqual(await two.load(id), undefined, `deleteByOwner(${show(owner)}) must remove the session of this owner.`);
  }
}

export const alikeOwnerLaws = [
  law(
    '90a',
    'similar owners stay apart: case, accents, spaces, wildcards, quotes, numbers, encodings, 256 characters',
    async (fixture) => {
      await expectApart(fixture, [
        ...alikeOwners(newRevision().slice(0, 8)),
        ...alikeTexts.flatMap(({ texts }) => texts),
      ]);
    },
    ['owners'],
  ),

  law(
    '90b',
    'owners with the same hash stay apart: CRC-32, FNV, djb2, and the first or last bytes of SHA-256, SHA-1 and others',
    async (fixture) => {
      await expectApart(
        fixture,
        textsThatCollide(`-${newRevision().slice(0, 8)}`).flatMap(({ texts }) => texts),
      );
    },
    ['owners'],
  ),

  law(
    '90c',
    'an owner of more than 256 characters is kept exactly or refused, even if only its last character differs',
    async (fixture) => {
      const pairs = textsThatDifferAtTheEnd(newRevision().slice(0, 8)).filter(([{ length }]) => length > 256);
      const emoji = ['😀', '😁'].map((end) => `${'😀'.repeat(255)}${end}`);
      await expectApart(fixture, [...pairs.flat(), ...emoji], true);
    },
    ['owners'],
  ),

  law(
    '137',
    'of very many owners, none finds or removes the sessions of another',
    async (fixture) => {
      const { one, two } = fixture;
      const count = fixture.rounds(500);
      const made = Array.from({ length: count }, newOwner);
      await inBatches(made, async (owner) => {
        const created = await one.create(await newId(), fixture.record({ owner }));
        expectStatus(created, 'written', 'create under a fresh id');
      });
      for (let round = 0; round < count; round++) {
        const stranger = newOwner();
        const demand = `An owner without sessions must neither list nor remove any of the ${count} other owners' sessions.`;
        if (round % 2 === 0) expectEmpty(await listAll(two, stranger, 5), demand);
        else expectEqual(await ownersOf(two).deleteByOwner(stranger, { except: [] }), 0, demand);
      }
      const deleted = await inBatches(made, (owner) => ownersOf(one).deleteByOwner(owner, { except: [] }));
      const wrong = deleted.filter((each) => each !== 1);
      expectEmpty(wrong, 'deleteByOwner must remove the one session of each owner.');
    },
    ['owners'],
  ),
];
