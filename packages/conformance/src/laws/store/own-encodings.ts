import { newRevision } from '../../fixture/random-ids.js';
import { expectStored } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { storeLaw as law } from '../law-kinds.js';

/** Payloads that a store may keep in another form: short, compressible, not ASCII, and binary-like. */
const payloads = [
  'short',
  'long '.repeat(4000),
  'lång ✓ '.repeat(3000),
  JSON.stringify({ nested: { list: [1, null] } }),
];

/** The most texts that are tried; a backend can show a payload in many parts. */
const maxTexts = 60;

/** Returns the parts of a dump: what is between quotes, spaces, commas and line feeds, and whole lines. */
function partsOf(dump: string): Set<string> {
  return new Set([/[\r\n]+/, /["\r\n]+/, /["'\s,|]+/].flatMap((separator) => dump.split(separator)));
}

/** Returns what the backend shows only after the payloads were stored. */
async function newParts(fixture: StoreFixture): Promise<string[]> {
  const { maxPayloadBytes } = fixture.one.limits;
  const before = partsOf(await fixture.dump());
  for (const payload of payloads.filter((text) => Buffer.byteLength(text) <= maxPayloadBytes)) {
    const { id, stored } = await fixture.put({ payload });
    await fixture.one.update(id, fixture.record({ payload, revision: newRevision() }), stored.version);
  }
  return [...partsOf(await fixture.dump())]
    .filter((part) => part !== '' && !before.has(part) && !payloads.includes(part))
    .filter((part) => Buffer.byteLength(part) <= maxPayloadBytes && !/[\0\p{Surrogate}]/u.test(part))
    .toSorted((one, other) => one.length - other.length)
    .slice(0, maxTexts);
}

export const ownEncodingLaws = [
  law(
    '168',
    'a payload that looks like what the store itself has written for another one comes back as it is',
    async (fixture) => {
      for (const payload of await newParts(fixture)) {
        const { id, record, stored } = await fixture.put({ payload });
        await expectStored(fixture.two, id, record, 'whose payload is a part of what the backend shows');
        const next = fixture.record({ createdAt: record.createdAt, payload });
        await fixture.two.update(id, next, stored.version);
        await expectStored(fixture.one, id, next, 'that was updated to a part of what the backend shows');
        await fixture.one.delete(id);
      }
    },
    ['dump'],
  ),
];
