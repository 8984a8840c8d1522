import type { SessionRecord } from '@sess/core';
import { quotedIn, type Secrets, textOfError } from '../../fixture/quoted-data.js';
import { newId, newOwner, newText } from '../../fixture/random-ids.js';
import { expectLive, expectStatus } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expectEmpty, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Yields records that a store must refuse, or may. */
function* hardRecords(
  fixture: StoreFixture,
  secrets: Record<string, string>,
): Iterable<readonly [string, SessionRecord]> {
  const { limits } = fixture.one;
  const [start, end, owner, attribute] = [newText(), newText(), newText(), newText()];
  const payload = `${start}${newText()}${end}`;
  Object.assign(secrets, { 'the payload': payload, 'the owner': owner, 'an attribute': attribute });
  const record = (more: Partial<SessionRecord>) => fixture.record({ payload, owner, ...more });
  yield ['a payload that is too long', record({ payload: `${start}${'"x'.repeat(limits.maxPayloadBytes)}${end}` })];
  yield ['a deadline that is too late', record({ expiresAt: limits.maxExpiresAt + 1 })];
  yield ['an owner of 20,000 characters', record({ owner: owner.repeat(1250) })];
  for (const [name, [sample]] of Object.entries(fixture.subject.attributes ?? {})) {
    const hard = typeof sample === 'string' ? [attribute.repeat(1250)] : [1e300, 0.1, attribute];
    for (const value of hard)
      yield [`a hard value of the attribute ${name}`, record({ attributes: { [name]: value } })];
  }
}

function expectUnquoted(error: unknown, secrets: Secrets, call: string): void {
  expectEmpty(quotedIn(textOfError(error), secrets), `The error of ${call} must not quote session data.`);
}

export const refusalLaws = [
  law('148', 'the error of a refused record has nothing of its payload, owner or attributes', async (fixture) => {
    const { one } = fixture;
    const { id, stored } = await fixture.put();
    const secrets: Record<string, string> = {};
    for (const [what, record] of hardRecords(fixture, secrets)) {
      const fresh = await newId();
      const [created] = await Promise.allSettled([one.create(fresh, record)]);
      if (created.status === 'rejected') expectUnquoted(created.reason, secrets, `create with ${what}`);
      else await one.delete(fresh);
      const [updated] = await Promise.allSettled([one.update(id, record, stored.version)]);
      if (updated.status === 'rejected') expectUnquoted(updated.reason, secrets, `update with ${what}`);
    }
    const { owners } = one;
    if (!owners) return;
    const bad = [secrets['the owner']] as never;
    const calls: (() => Promise<unknown>)[] = [
      () => owners.listByOwner(bad, { limit: 5 }),
      () => owners.deleteByOwner(bad, { except: [] }),
      () => owners.listByOwner(secrets['the owner']!, { limit: 0 }),
    ];
    for (const calling of calls) {
      const [listed] = await Promise.allSettled([Promise.resolve().then(calling)]);
      if (listed.status === 'rejected') expectUnquoted(listed.reason, secrets, 'a call with an invalid owner or limit');
    }
  }),

  law(
    '156',
    "a create that returns 'taken' adds nothing to its owner's sessions",
    async (fixture) => {
      const { one, two } = fixture;
      const [owner, other] = [newOwner(), newOwner()];
      for (const kept of [{}, { owner }]) {
        const { id } = await fixture.put(kept);
        expectStatus(await one.create(id, fixture.record({ owner: other })), 'taken', 'create on a live id');
        for (const store of [one, two]) {
          const page = await store.owners?.listByOwner(other, { limit: 5 });
          expectEmpty(page?.sessions ?? [], "A create that returned 'taken' must not appear in its owner's list.");
        }
        const removed = await two.owners?.deleteByOwner(other, { except: [] });
        expectEqual(removed, 0, "A create that returned 'taken' must not be counted in a revocation of its owner.");
        await expectLive(two, id, "after a create that returned 'taken', and a revocation of its owner");
      }
    },
    ['owners'],
  ),
];
