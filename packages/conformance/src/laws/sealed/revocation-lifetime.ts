import type { SealedRecord, SealedStore } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import {
  expectOpened,
  expectRefused,
  httpContext,
  newSealingKey,
  seal,
  type SealedFixture,
} from '../../fixture/sealed-fixture.js';
import { expect } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** When it is looked whether revocations still hold: after them, at usual times to live, and beside them. */
const ages = [
  second,
  10 * second,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  12 * hour,
  ...[1, 2, 7, 14, 28, 31, 61, 92, 183, 366, 399].map((days) => days * day),
];

/** How many sessions end at once. Caches often keep 1,000; the memory store of core keeps 10,000 records. */
const crowd = 5050;

function revoke(store: SealedStore, record: SealedRecord): Promise<void> {
  expect('revoke' in store, "'revoke' is claimed and must exist.", 'it does not');
  return Promise.resolve(store.revoke?.(record));
}

/** Revokes this many other records. Stops early if the store says that it is full. */
async function revokeOthers(fixture: SealedFixture, count: number): Promise<void> {
  const { one, two } = fixture;
  for (let done = 0; done < count; done += 100) {
    const batch = Array.from({ length: 100 }, (_, index) => revoke(index % 2 === 0 ? one : two, fixture.record()));
    const failed = (await Promise.allSettled(batch)).find(({ status }) => status === 'rejected');
    if (failed?.status !== 'rejected') continue;
    expect(storeError.is(failed.reason), 'A revoke that fails must reject with StoreError.', failed.reason);
    return;
  }
}

export const revocationLifetimeLaws = [
  law(
    '162a',
    'a revocation holds until its deadline, however distant, for old tokens and for new ones',
    async (fixture) => {
      const { one, two, clock } = fixture;
      const start = fixture.now();
      // An eighth of what is left, so that other laws still have a future.
      const longest = Math.min(400 * day, Math.floor((one.limits.maxExpiresAt - start) / 8));
      const { record, token } = await fixture.sealed({ expiresAt: start + longest });
      await revoke(one, record);
      for (const age of [0, ...ages.filter((each) => each < longest - day)]) {
        await clock.reach(start + age);
        const another = await fixture.sealed({ expiresAt: start + longest });
        await revoke(two, another.record);
        await expectRefused(one, token, `a token ${age} ms after its record was revoked`);
        await expectRefused(two, token, `a token ${age} ms after its record was revoked, in another instance`);
        const renewed = await seal(two, { ...record, payload: '{"renewed":true}' });
        await expectRefused(one, renewed, `a token that was sealed ${age} ms after its record was revoked`);
        await expectRefused(one, another.token, 'a token of another record that was revoked just now');
      }
      await expectRefused(await fixture.openWith(), token, 'a token of a revoked record, in a new instance');
    },
    ['revoke'],
  ),

  law(
    '162b',
    'a revocation is not displaced by many others, and others are not lost either',
    async (fixture) => {
      const { one, two } = fixture;
      const [first, live] = [await fixture.sealed(), await fixture.sealed()];
      await revoke(one, first.record);
      await revokeOthers(fixture, Math.min(crowd, fixture.rounds(crowd)));
      const last = await fixture.sealed();
      await revoke(two, last.record);
      for (const store of [one, two, await fixture.openWith()]) {
        await expectRefused(store, first.token, 'a token of a record that was revoked before thousands of others');
        await expectRefused(store, last.token, 'a token of a record that was revoked after thousands of others');
        await expectOpened(store, live.token, live.record, 'a token of a record that was not revoked');
      }
    },
    ['revoke'],
  ),

  law(
    '162c',
    'revoke ends only records whose id is equal in every character',
    async (fixture) => {
      const { one, two } = fixture;
      const { record, token } = await fixture.sealed({ owner: 'Ursula' });
      const { id } = record;
      const others: string[] = [];
      for (let at = 0; at < id.length; at++) {
        const digit = id[at] === 'a' ? 'b' : 'a';
        others.push(id.slice(0, at) + digit + id.slice(at + 1));
      }
      others.push(Array.from(id).toReversed().join(''), id.slice(20) + id.slice(0, 20));
      const alike = await Promise.all(
        others
          .filter((other) => other !== id)
          .map(async (other) => {
            const opened = { ...record, id: other };
            return { record: opened, token: await seal(one, opened) };
          }),
      );
      await revoke(one, record);
      await expectRefused(two, token, 'a token of a revoked record');
      for (const other of alike) {
        const what = `a token of a record whose id is ${other.record.id}, after ${id} was revoked`;
        await expectOpened(two, other.token, other.record, what);
      }
    },
    ['revoke'],
  ),

  law(
    '162d',
    'a revocation holds for every cookie name and every key, and needs nothing but id and deadline',
    async (fixture) => {
      const { one, two, keys } = fixture;
      const { record, token } = await fixture.sealed({ owner: 'Ursula' });
      const plain = await seal(two, record, httpContext);
      const rotated = await fixture.openWith({ keys: [newSealingKey(), ...keys] });
      const resealed = await seal(rotated, record);
      const { id, expiresAt } = record;
      await revoke(rotated, { id, expiresAt, payload: '', createdAt: 0 });
      for (const store of [one, two, rotated]) {
        await expectRefused(store, token, 'a token of a record that an instance with a newer key has revoked');
        await expectRefused(store, plain, 'a token of a revoked record, under the name for plain http', httpContext);
      }
      await expectRefused(rotated, resealed, 'a token of a revoked record that a newer key sealed');
    },
    ['revoke'],
  ),
];
