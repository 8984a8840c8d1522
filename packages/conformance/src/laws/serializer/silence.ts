import { inspect } from 'node:util';
import { DeserializeError } from '@sess/core';
import { anyChange } from '../../fixture/serializer/changed-texts.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { expect } from '../../suite/expect.js';
import { nonsenseTexts } from './hostile-texts.js';
import { serializerLaws } from './serializer-law.js';

/** Letters and digits in no order: no message contains a piece of it by chance. */
const secret = 'q7xk2zv9wj4h8ytb3mfr6pd5gn';
const digits = '918273645546372819';

/** So much of a secret is looked for. */
const window = 6;

/** Returns the pieces of a secret in the forms in which an error may contain it. */
function piecesOf(text: string): ReadonlySet<string> {
  const pieces = new Set<string>();
  const slice = (whole: string, length: number) => {
    for (let at = 0; at + length <= whole.length; at++) pieces.add(whole.slice(at, at + length));
  };
  slice(text, window);
  slice(Array.from(text).toReversed().join(''), window);
  slice(Buffer.from(text).toString('hex'), 2 * window);
  slice(Buffer.from(text, 'utf16le').toString('hex'), 4 * window);
  slice(Array.from(text).join(' '), 2 * window - 1);
  slice([...Buffer.from(text)].join(','), 4 * window);
  slice([...Buffer.from(text)].join(', '), 5 * window);
  // The three alignments of bytes in Base64; the ends depend on what is around.
  for (const shift of ['', ' ', '  '])
    slice(
      Buffer.from(shift + text)
        .toString('base64')
        .slice(4, -4),
      8,
    );
  return new Set([...pieces].map((piece) => piece.toLowerCase()));
}

const pieces = piecesOf(secret);
const digitPieces = piecesOf(digits);

/** Returns everything that an error contains, also in properties that are not printed. */
function printed(error: unknown): string {
  const parts = [error];
  for (let at = error; typeof at === 'object' && at !== null && parts.length < 20;) {
    parts.push(...Reflect.ownKeys(at).flatMap((key) => [key, Reflect.get(at as object, key) as unknown]));
    at = (at as { cause?: unknown }).cause;
  }
  const options = { depth: 8, maxStringLength: null, maxArrayLength: null, showHidden: true, getters: true } as const;
  return [String(error), ...parts.map((part) => (typeof part === 'string' ? part : inspect(part, options)))].join('\n');
}

/** Returns a check that no error quotes something. Errors that equal one before in all parts are not searched again. */
function silenceOf(what: string): (error: unknown) => void {
  const heard = new Set<string>();
  return (error) => {
    const parts = Reflect.ownKeys(Object(error) as object).map((key) => {
      const part: unknown = Reflect.get(Object(error) as object, key);
      return typeof part === 'string' ? part : inspect(part);
    });
    const sound = parts.map((part) => part.replaceAll(/\n +at .*/g, '')).join('\n');
    if (heard.has(sound)) return;
    heard.add(sound);
    expectSilence(error, what);
  };
}

function expectSilence(error: unknown, what: string): void {
  const text = printed(error).toLowerCase();
  const found = [...pieces, ...digitPieces].filter((piece) => text.includes(piece));
  const shown = found.reduce((shorter, piece) => shorter.replaceAll(piece, '<the secret>'), text);
  expect(found.length === 0, `An error must not quote ${what}, not even a part of it or in another form.`, shown);
}

class Account {
  readonly owner = secret;
}

function errorsOf(fixture: SerializerFixture): readonly unknown[] {
  const faults: readonly unknown[] = [
    Symbol(secret),
    Object.assign(() => 1, { secret }),
    Object.defineProperty(() => 1, 'name', { value: secret }),
    Promise.resolve(secret),
    Object.create({ constructor: Map, secret }, { own: { value: secret, enumerable: true } }) as object,
    new Account(),
    Object.assign([1], { secret }),
    Object.assign([1], { [Symbol(secret)]: 1 }),
    new Error(secret),
    Object(secret) as object,
    new (class extends Map<string, string> {})([[secret, secret]]),
    Reflect.construct(Date, [Number(digits.slice(0, 13))], Account) as object,
    Object.defineProperty({}, 'x', { get: () => secret, enumerable: true }),
    { toJSON: () => secret },
    Object.create({ secret }) as object,
    `${secret}\ud800${secret}`,
    BigInt(digits),
    // regexp: never matched with a text
    new RegExp(secret),
    new URL(`https://${secret}@example.org/${secret}`),
    new Map([['a', secret]]),
    new Set([secret]),
    new Date(Number(digits.slice(0, 13))),
    Buffer.from(secret),
    new Uint8Array(Buffer.from(` ${secret}`)).subarray(1),
  ];
  return faults.flatMap((fault) => {
    const deep: unknown[] = [secret];
    for (let at = deep, level = 0; level < 300; level++) at.push((at = [secret]));
    const values = [{ account: secret, fault }, [secret, [fault]], { deep: [{ secret, fault }] }, [fault], fault, deep];
    return values.flatMap((value) => fixture.refusal(value, 'a fault beside a secret') ?? []);
  });
}

export const silenceLaws = serializerLaws('What an attacker writes', [
  [
    'S24',
    'no error quotes the stored data, in its message, its properties or its causes, in part or in another form',
    (fixture) => {
      errorsOf(fixture).forEach(silenceOf('the value'));
      const expectSilent = silenceOf('the payload');
      const text = fixture.write({ account: secret, list: [secret, { secret }], [secret]: 1 }, 'a value');
      const second = fixture.write({ a: [1, 'b'] }, 'a value');
      const cut = Array.from({ length: text.length }, (_, end) => [text.slice(0, end), text.slice(end + 1)]).flat();
      const changed = fixture.sample(anyChange, fixture.rounds(300), 24).map((change) => change(text, second));
      const foreign = nonsenseTexts.flatMap((nonsense) => [secret + nonsense, nonsense + secret]);
      for (const stored of [...cut, ...changed, ...foreign, secret, digits, `"${secret}`, `{"${secret}":`]) {
        try {
          fixture.serializer.deserialize(stored);
        } catch (error) {
          expect(error instanceof DeserializeError, 'deserialize must refuse with a DeserializeError.', String(error));
          expectSilent(error);
        }
      }
    },
  ],
]);
