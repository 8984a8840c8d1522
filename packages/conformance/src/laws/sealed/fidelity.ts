import { tooLargeError } from '../../fixture/error-kinds.js';
import { context, expectOpened, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect, expectRejection, show } from '../../suite/expect.js';
import { generatedTextLaw, keptTextLaws } from '../kept-texts.js';
import { sealedLaw as law } from '../law-kinds.js';

/** Seals each text and opens the token in the other instance. */
async function expectKept(fixture: SealedFixture, texts: readonly string[], why: string): Promise<void> {
  const { maxPayloadBytes } = fixture.one.limits;
  for (const payload of texts) {
    if (Buffer.byteLength(payload) > maxPayloadBytes) continue;
    const { record, token } = await fixture.sealed({ payload });
    await expectOpened(fixture.two, token, record, `a token (${why}: ${show(payload)})`);
  }
}

const namesakes = ['Bob', 'bob', 'bob ', ' bob', 'bób', 'bo\u0301b'];
const owners = [...namesakes, '0', 'null', 'undefined', '"', '😀', '\n', 'x'.repeat(256)];

export const sealedFidelityLaws = [
  law(
    '7',
    'another instance opens the same id, payload, createdAt, expiresAt and owner, with the same types and values',
    async (fixture) => {
      const { one, two } = fixture;
      const variants = [{}, { owner: 'Ursula' }, { createdAt: 0 }, { createdAt: fixture.now() + 1 }, { payload: '' }];
      for (const more of variants) {
        const { record, token } = await fixture.sealed(more);
        for (const store of [two, one, await fixture.openWith()]) {
          const unsealed = await expectOpened(store, token, record, `a token ${show(more)}`);
          const isRight = 'owner' in record || unsealed.record.owner === undefined;
          expect(isRight, 'A record that was sealed without an owner must be opened without one.', unsealed.record);
        }
      }
      for (const owner of owners) {
        const { record, token } = await fixture.sealed({ owner });
        await expectOpened(two, token, record, `a token of the owner ${JSON.stringify(owner)}`);
      }
    },
  ),

  law(
    '19',
    "opening a token twice returns independent records, and a store does not keep its caller's record",
    async (fixture) => {
      const { one } = fixture;
      const record = { ...fixture.record() };
      const before = { ...record };
      const token = await seal(one, record);
      record.payload = 'changed afterwards';
      const first = await expectOpened(one, token, before, 'a token whose record the caller changed later');
      try {
        Object.assign(first.record, { payload: 'changed', owner: 'Viktor' });
      } catch {
        // A frozen record cannot be changed, which is just as good.
      }
      await expectOpened(one, token, before, 'a token whose opened record the caller has changed');
      const isUntouched = Object.keys(before).every((name) => name in record);
      expect(isUntouched, "seal must not change its caller's record.", record);
    },
  ),

  ...keptTextLaws(expectKept),

  law('76', 'payloads of any length come back complete or are refused; they are never cut', async (fixture) => {
    const { one } = fixture;
    const { maxPayloadBytes } = one.limits;
    const around = [15, 16, 17, 255, 256, 1024, 2048, 4095, 4096, 4097, 65_535, 65_536, 1_048_576, maxPayloadBytes];
    for (const size of new Set(around)) {
      for (const unit of ['x', 'é', '😀']) {
        const bytes = Buffer.byteLength(unit);
        const payload = unit.repeat(Math.floor(size / bytes)) + 'y'.repeat(size % bytes);
        const when = `(${size} bytes of ${unit})`;
        if (size > maxPayloadBytes) {
          const sealing = () => one.seal(fixture.record({ payload }), context);
          await expectRejection(sealing, tooLargeError, `seal over limits.maxPayloadBytes ${when}`);
        } else {
          await expectKept(fixture, [payload], when);
        }
      }
    }
  }),

  generatedTextLaw(200, expectKept),
];
