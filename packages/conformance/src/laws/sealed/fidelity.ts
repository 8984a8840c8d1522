import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Unsealed } from '@sess/core';
import { tooLargeError } from '../../fixture/error-kinds.js';
import { context, expectOpened, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { oddCharacters, specialTexts } from '../../fixture/payload-texts.js';
import { boundarySizes, textOfBytes } from '../../fixture/values/boundary-sizes.js';
import { alikeTexts } from '../../fixture/values/changeable-texts.js';
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

/** Spaces that editors, mail and databases convert or trim. */
const lineEnds = ['\r\n', '\r', '\n', '\n\n', '\t', ' ', '  ', '\u00a0', '\u2028'];

/** Owners of 256 characters, in units of UTF-16, of one to four bytes each. */
const longOwners = ['x', 'é', '€', '😀'].flatMap((letter) =>
  [31, 32, 63, 64, 127, 128, 129, 255, 256].map((length) => {
    const text = letter.repeat(Math.floor(length / letter.length));
    return text.padEnd(length, 'y');
  }),
);

const namesakes = ['Bob', 'bob', 'bob ', ' bob', 'bób', 'bo\u0301b'];
const owners = [...namesakes, '0', 'null', 'undefined', '"', '😀', '\n', 'x'.repeat(256)];

export const sealedFidelityLaws = [
  law(
    '7',
    'another instance unseals the same id, payload, createdAt, expiresAt and owner, with the same types and values',
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

  law(
    '19b',
    'two calls at once share no object, and a record that a caller has changed is not what another one gets',
    async (fixture) => {
      const { one, two } = fixture;
      const { record, token } = await fixture.sealed({ owner: 'Ursula' });
      const opened = await Promise.all(
        [one, one, two, two].map((store) => expectOpened(store, token, record, 'a token')),
      );
      const again = await expectOpened(one, token, record, 'a token');
      const all = [...opened, again];
      const parts = all.flatMap((each) => [each, each.record]);
      const shared = parts.filter((part, index) => parts.indexOf(part) !== index && !Object.isFrozen(part));
      expect(shared.length === 0, 'Two calls of unseal must not return the same object, unless it is frozen.', shared);
      for (const each of all) deface(each);
      await expectOpened(one, token, record, 'a token after all that it was opened to has been changed');
      await expectOpened(two, token, record, 'a token after all that it was opened to has been changed');
    },
  ),

  law('166a', 'payloads at the edges of sizes come back, of characters of one to four bytes', async (fixture) => {
    const { maxPayloadBytes } = fixture.one.limits;
    for (const size of boundarySizes(Math.min(maxPayloadBytes, 2 ** 20))) {
      for (const characterBytes of [1, 2, 3, 4] as const) {
        for (const shift of characterBytes === 1 ? [0] : [0, 1]) {
          const payload = textOfBytes(size, characterBytes, shift);
          await expectKept(fixture, [payload], `${size} bytes, of characters of ${characterBytes}`);
        }
      }
    }
  }),

  law('166c', 'line ends, tabs and other odd texts come back from payloads of any length', async (fixture) => {
    const limit = Math.min(fixture.one.limits.maxPayloadBytes, 2 ** 16);
    const others = [...specialTexts, ...oddCharacters, ...alikeTexts.flatMap(({ texts }) => texts)];
    for (const size of new Set([64, 300, 1100, 2100, limit - 1, limit])) {
      const texts = size === 1100 ? [...lineEnds, ...others] : lineEnds;
      const why = `in a payload of ${size} bytes`;
      for (const text of texts) await expectKept(fixture, within(text, size), why);
    }
  }),

  law('166b', 'texts that look alike stay what they are, as payload and as owner', async (fixture) => {
    for (const { mistake, texts } of alikeTexts) {
      await expectKept(fixture, texts, `which a store changes that ${mistake}`);
      for (const owner of texts) {
        const { record, token } = await fixture.sealed({ owner });
        await expectOpened(fixture.two, token, record, `a token of the owner ${show(owner)}`);
      }
    }
    for (const owner of longOwners) {
      const { record, token } = await fixture.sealed({ owner, payload: '{}' });
      await expectOpened(fixture.two, token, record, `a token of an owner of ${owner.length} characters`);
    }
    // An encoder may take each of these texts for its own output, and decode it once more.
    for (const text of ['a=b', '{"a":"ä\\n"}', 'x'.repeat(100)])
      await expectKept(fixture, encodingsOf(text), 'encoded text');
  }),
];

/** Returns payloads of this many bytes with the text at the beginning, in the middle or at the end. */
function within(text: string, bytes: number): string[] {
  const room = bytes - Buffer.byteLength(text);
  if (room < 0) return [];
  const half = 'x'.repeat(room / 2);
  const rest = 'x'.repeat(room - half.length);
  return [text + half + rest, half + text + rest, half + rest + text];
}

/** Overwrites what a call has returned. What is frozen stays, which is just as good. */
function deface(unsealed: Unsealed): void {
  for (const object of [unsealed.record, unsealed]) {
    try {
      Object.assign(object, { payload: 'defaced', owner: 'Viktor', id: '0', expiresAt: 0, createdAt: 0, reseal: 'no' });
    } catch {
      // Frozen.
    }
  }
}

/** Returns a text as other programs write it. */
function encodingsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return [
    ...(['base64', 'base64url', 'hex', 'latin1'] as const).map((encoding) => bytes.toString(encoding)),
    ...[deflateRawSync, deflateSync, gzipSync, brotliCompressSync].flatMap((compress) => [
      compress(bytes).toString('base64'),
      // Each byte as a character, except U+0000, which core never passes.
      compress(bytes).toString('latin1').replaceAll('\0', '\u0100'),
    ]),
    JSON.stringify(text),
    JSON.stringify(JSON.stringify(text)),
    encodeURIComponent(text),
  ];
}
