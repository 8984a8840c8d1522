import { BSON } from 'mongodb';
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { runs } from '../../../test/runs.js';
import { documentOf, payloadOf } from './payload-document.js';

/** Returns what a server would, which keeps the bytes. */
const kept = (document: object): unknown => BSON.deserialize(BSON.serialize({ payload: document }))['payload'];

it('keeps a payload as a document only if it is read as exactly the same text', () => {
  // Keys and texts that JavaScript, BSON or queries treat specially.
  const names =
    '__proto__ constructor toBSON toJSON _bsontype ObjectId _id $set $ref $id $date a.b . 0 1 10 01 -1 length';
  const odd = fc.constantFrom(...names.split(' '), '', '4294967295', '\0', 'a\0b', '\ud800', 'é', '😀');
  const key = fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 5 }));
  const number = fc.oneof(
    fc.constantFrom(
      0,
      -0,
      1.5,
      2 ** 31 - 1,
      2 ** 31,
      -(2 ** 31),
      -(2 ** 31) - 1,
      2 ** 53,
      2 ** 63,
      5e-324,
      1e21,
      1e300,
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
  );
  const leaf = fc.oneof(number, fc.boolean(), fc.constant(null), odd, fc.string({ unit: 'binary' }));
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      // Entries, so that a key can be there twice and `__proto__` can be a key.
      fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map(objectText),
    ),
  }));
  const text = fc.array(fc.tuple(key, value), { maxLength: 6 }).map((entries) => objectText(entries).text);
  let documents = 0;
  fc.assert(
    fc.property(fc.oneof({ arbitrary: text, weight: 8 }, fc.json(), fc.string()), (payload) => {
      const document = documentOf(payload);
      if (document === undefined) return;
      documents += 1;
      expect(payloadOf(kept(document))).toBe(payload);
    }),
    { numRuns: runs(4000) },
  );
  // Otherwise the test would prove little.
  expect(documents).toBeGreaterThan(300);
});

/** The JSON of entries in their order, in which a key may occur twice. */
class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
function objectText(entries: readonly (readonly [string, unknown])[]): JsonText {
  return new JsonText(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${jsonOf(value)}`).join(',')}}`);
}
function jsonOf(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`;
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}

it.each([
  '{}',
  '{"v":1,"data":{"cart":[{"sku":"a","qty":2}],"nested":{"list":[null,true,false,[],{}]}}}',
  '{"a":-2147483648,"b":2147483647,"c":2147483648,"d":9007199254740991,"e":0.1,"f":1e+300,"g":5e-324}',
  '{"1":"one","2":"two","b":"behind"}',
  '{"text":"\\u0000 é 😀 \\"quoted\\" a.b $c"}',
  '{"_id":1,"id":"x","constructor":1,"toString":2,"toJSON":3,"toBSON":4}',
])('keeps %s as a document', (payload) => {
  const document = documentOf(payload);
  expect(document).toBeDefined();
  expect(payloadOf(kept(document!))).toBe(payload);
});

it.each([
  ['', 'nothing'],
  ['text', 'no JSON'],
  ['"{}"', 'a text: it would be taken for a payload that is kept as text'],
  ['[1]', 'a list'],
  ['null', 'no object'],
  ['{"a":1} ', 'a space behind'],
  ['{ "a":1}', 'a space within'],
  ['{"a":1.0}', 'a digit that would be lost'],
  ['{"a":-0}', 'minus zero'],
  ['{"a":12345678901234567890}', 'more digits than a double has'],
  ['{"a":1e400}', 'too large a number'],
  ['{"a":1,"a":2}', 'a key twice'],
  ['{"b":1,"1":2}', 'a key like an integer behind another'],
  ['{"a":"\\u0041"}', 'an escape that is not needed'],
  ['{"a":"\\ud800"}', 'a lone surrogate'],
  ['{"\\ud800":1}', 'a key with a lone surrogate'],
  ['{"__proto__":{"isAdmin":true}}', 'a prototype'],
  ['{"a":{"_bsontype":"ObjectId"}}', 'what BSON would take for one of its own types'],
  ['{"a.b":1}', 'a key with a point'],
  ['{"$set":1}', 'a key with a dollar'],
  ['{"a":[{"b$":1}]}', 'a key with a dollar, deep inside'],
  ['{"":1}', 'an empty key'],
  ['{"a\\u0000b":1}', 'a key with U+0000'],
])('keeps %.40s as text: %s', (payload) => {
  expect(documentOf(payload)).toBeUndefined();
  expect(payloadOf(payload)).toBe(payload);
});

it.each([
  ['more levels than a server takes', () => `{"a":${'['.repeat(60)}${']'.repeat(60)}}`],
  ['more levels than a stack has', () => `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['what would be too large as a document, and is not as text', () => `{"a":[${'1,'.repeat(1_000_000)}1]}`],
])('keeps %s as text', (_what, make) => {
  expect(documentOf(make())).toBeUndefined();
});
