import fc, { type Arbitrary } from 'fast-check';
import { oddCharacters, specialTexts, uninterpretedTexts } from '../../fixture/payload-texts.js';
import { boundarySizes, type CharacterBytes, textOfBytes } from '../../fixture/values/boundary-sizes.js';
import { alikeTexts } from '../../fixture/values/changeable-texts.js';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** A record to seal. Its id is that of a record before it if `like` names one. */
export interface Draft {
  readonly like: number | undefined;
  readonly payload: string;
  readonly owner: string | undefined;
  /** Milliseconds before now. */
  readonly age: number;
  /** Milliseconds from now on. */
  readonly lifetime: number;
}

/** How a token is changed: at which part of its length, and how far the new character is from the old one. */
export interface Change {
  readonly kind: 'replace' | 'remove' | 'insert' | 'append' | 'cut' | 'splice' | 'case';
  readonly place: number;
  readonly letter: number;
}

/**
 * A step of a run. `at` names an instance, `token` and `record` name what the run has made before, `name` the name of a
 * cookie: by their place, counted round and round.
 */
export type Step =
  | { readonly verb: 'seal'; readonly at: number; readonly name: number; readonly drafts: readonly Draft[] }
  | {
      readonly verb: 'unseal';
      readonly at: readonly number[];
      readonly token: number;
      readonly name: number | undefined;
    }
  | { readonly verb: 'forge'; readonly at: number; readonly token: number; readonly change: Change }
  | { readonly verb: 'revoke'; readonly at: number; readonly record: number; readonly later: number }
  | { readonly verb: 'wait'; readonly token: number | undefined; readonly milliseconds: number }
  /** Without `at`, it closes the instance that has sealed or revoked last. */
  | { readonly verb: 'close'; readonly at: number | undefined }
  | {
      readonly verb: 'refuse';
      readonly at: number;
      readonly why: 'too long' | 'too late' | 'aborted';
      readonly token: number;
    };

const place = fc.nat({ max: 30 });

/** Short texts that a store may decode, normalize, trim or parse. */
const texts = [
  ...alikeTexts.flatMap(({ texts: group }) => group),
  ...uninterpretedTexts,
  ...specialTexts,
  ...oddCharacters,
];

function payloads(maxBytes: number): Arbitrary<string> {
  const sizes = boundarySizes(Math.min(maxBytes, 2 ** 20));
  const edges = fc
    .tuple(fc.constantFrom(...sizes), fc.constantFrom<CharacterBytes>(1, 2, 3, 4), fc.nat({ max: 3 }))
    .map(([bytes, characterBytes, shift]) => textOfBytes(bytes, characterBytes, shift));
  const escaped = fc.constantFrom('"', '\\', '\n', '%').map((letter) => letter.repeat(maxBytes));
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: fc.constantFrom('{}', '{"cart":1}', '') },
    { weight: 3, arbitrary: fc.constantFrom(...texts) },
    { weight: 2, arbitrary: edges },
    { weight: 1, arbitrary: escaped },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => fits(text, maxBytes)) },
  );
}

/** Core passes neither U+0000 nor a lone surrogate. */
function fits(text: string, maxBytes: number): boolean {
  return Buffer.byteLength(text) <= maxBytes && !text.includes('\0') && Buffer.from(text).toString() === text;
}

/** Between the parts of a text, a store may have one of these of its own. */
const separators = ['\n', '\t', '|', ',', ';', ':', '.', '/', '&', '"', '\u001f'];

const owners = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constantFrom('Ursula', 'ursula', 'Ursula ') },
  { weight: 1, arbitrary: fc.constantFrom(...separators).map((separator) => `Ursula${separator}Eve`) },
  { weight: 1, arbitrary: fc.constantFrom(...texts.filter((text) => text !== '' && text.length <= 256)) },
  { weight: 1, arbitrary: fc.constantFrom('x', 'é', '€', '😀').map((letter) => letter.repeat(256 / letter.length)) },
);

const lifetimes = fc.oneof(
  { withCrossShrink: true },
  { weight: 5, arbitrary: fc.constantFrom(hour, day) },
  { weight: 2, arbitrary: fc.constantFrom(1, 2, 250, 999, second, second + 1, minute, 31 * day, 2 ** 31, 2 ** 32) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, -day, 400 * day, 20 * 365 * day) },
);

function drafts(maxBytes: number): Arbitrary<Draft> {
  return fc.record({
    like: fc.option(place, { nil: undefined, freq: 2 }),
    payload: payloads(maxBytes),
    owner: owners,
    age: fc.constantFrom(0, 1, 1234, day, 400 * day, 50 * 365 * day, -1),
    lifetime: lifetimes,
  });
}

const changes: Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'insert', 'append', 'cut', 'splice', 'case'),
  place: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  letter: fc.oneof(fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: 63 })),
});

const waits: Arbitrary<Step> = fc.record({
  verb: fc.constant('wait'),
  token: fc.option(place, { nil: undefined }),
  milliseconds: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(-1, 0, 1, second, minute, hour) },
    { weight: 1, arbitrary: fc.constantFrom(day, 2 * day, 31 * day) },
  ),
});

/** Returns the steps of a store with these abilities and this limit. */
export function stepsOf(canRevoke: boolean, canClose: boolean, maxPayloadBytes: number): Arbitrary<Step> {
  const seals: Arbitrary<Step> = fc.record({
    verb: fc.constant('seal'),
    at: place,
    name: place,
    drafts: fc.array(drafts(maxPayloadBytes), { minLength: 1, maxLength: 2 }),
  });
  const unseals: Arbitrary<Step> = fc.record({
    verb: fc.constant('unseal'),
    at: fc.array(place, { minLength: 1, maxLength: 2 }),
    token: place,
    name: fc.option(place, { nil: undefined, freq: 3 }),
  });
  const forgeries: Arbitrary<Step> = fc.record({
    verb: fc.constant('forge'),
    at: place,
    token: place,
    change: changes,
  });
  const revocations: Arbitrary<Step> = fc.record({
    verb: fc.constant('revoke'),
    at: place,
    record: place,
    later: fc.constantFrom(0, 0, 0, 1, minute, day, -minute),
  });
  const refusals: Arbitrary<Step> = fc.record({
    verb: fc.constant('refuse'),
    at: place,
    why: fc.constantFrom('too long', 'too late', 'aborted'),
    token: place,
  });
  const closings: Arbitrary<Step> = fc.record({
    verb: fc.constant('close'),
    at: fc.option(place, { nil: undefined, freq: 1 }),
  });
  return fc.oneof(
    { weight: 6, arbitrary: seals },
    { weight: 6, arbitrary: unseals },
    { weight: 4, arbitrary: forgeries },
    { weight: 3, arbitrary: waits },
    { weight: 1, arbitrary: refusals },
    { weight: canRevoke ? 6 : 0, arbitrary: revocations },
    { weight: canClose ? 1 : 0, arbitrary: closings },
  );
}
