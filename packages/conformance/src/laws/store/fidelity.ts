import { tooLargeError } from '../../fixture/error-kinds.js';
import { newId } from '../../fixture/random-ids.js';
import { expectAbsent, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expectRejection, show } from '../../suite/expect.js';
import { generatedTextLaw, keptTextLaws } from '../kept-texts.js';
import { storeLaw as law } from '../law-kinds.js';

/** Writes each text by create and by update, and loads it through the other instance. */
async function expectKept(fixture: StoreFixture, texts: readonly string[], why: string): Promise<void> {
  const { one, two } = fixture;
  const turned = await fixture.put();
  const { createdAt } = turned.record;
  let { version } = turned.stored;
  for (const payload of texts) {
    if (Buffer.byteLength(payload) > one.limits.maxPayloadBytes) continue;
    const when = `(${why}: ${show(payload)})`;
    const [id, record] = [await newId(), fixture.record({ payload })];
    expectStatus(await one.create(id, record), 'written', `create ${when}`);
    await expectStored(two, id, record, `after create ${when}`);
    const next = fixture.record({ payload, createdAt });
    expectStatus(await one.update(turned.id, next, version), 'written', `update ${when}`);
    ({ version } = await expectStored(two, turned.id, next, `after update ${when}`));
    await one.delete(id);
  }
  await one.delete(turned.id);
}

export const fidelityLaws = [
  ...keptTextLaws(expectKept),

  law(
    '76',
    'payloads of 1 KB, 4 KB, around 64 KB, 1 MB and the limit come back complete or are refused; they are never cut',
    async (fixture) => {
      const { one, two } = fixture;
      const { maxPayloadBytes } = one.limits;
      const sizes = [1024, 4096, 65_534, 65_535, 65_536, 65_537, 1_048_576, maxPayloadBytes];
      for (const size of new Set(sizes)) {
        for (const unit of ['x', 'é', '😀']) {
          const bytes = Buffer.byteLength(unit);
          const payload = unit.repeat(Math.floor(size / bytes)) + 'y'.repeat(size % bytes);
          const id = await newId();
          const record = fixture.record({ payload });
          const when = `(${size} bytes of ${unit})`;
          if (size > maxPayloadBytes) {
            await expectRejection(one.create(id, record), tooLargeError, `create over limits.maxPayloadBytes ${when}`);
            await expectAbsent(two, id, `after a create that was refused for its size ${when}`);
          } else {
            expectStatus(await one.create(id, record), 'written', `create within limits.maxPayloadBytes ${when}`);
            await expectStored(two, id, record, when);
            await one.delete(id);
          }
        }
      }
    },
  ),

  law(
    '76b',
    'a payload that an update makes shorter or longer comes back complete, with nothing of the former payload',
    async (fixture) => {
      const { one, two } = fixture;
      const { maxPayloadBytes } = one.limits;
      const shrinking = [1_048_576, maxPayloadBytes, 700_000, 131_073, 70_000, 65_536, 9000, 4096, 1025, 300, 2];
      const sizes = [...shrinking, 70_000, 200_000];
      const { id, record, stored } = await fixture.put();
      let { version } = stored;
      for (const [step, size] of sizes.filter((bytes) => bytes <= maxPayloadBytes).entries()) {
        const next = fixture.record({ createdAt: record.createdAt, payload: String(step % 10).repeat(size) });
        const when = `after an update to ${size} bytes, step ${step}`;
        expectStatus(await one.update(id, next, version), 'written', `update to ${size} bytes`);
        const after = await expectStored(two, id, next, when);
        ({ version } = after);
      }
      await one.delete(id);
    },
  ),

  generatedTextLaw(100, expectKept),
];
