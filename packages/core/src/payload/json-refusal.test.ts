import { describe, expect, it } from 'vitest';
import { setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import { jsonSerializer } from './json-serializer.js';

/** JSON bodies of requests, which a body parser parses. */
const bodies: readonly [what: string, body: string, status: number][] = [
  ['-0', '{"quantity":-0}', 400],
  ['-0 with digits', '{"quantity":-0.0e5}', 400],
  ['a number that is too large', '{"price":1e999}', 400],
  ['a negative number that is too large', '{"price":-1e999}', 400],
  ['half a character', '{"name":"\\ud83d"}', 400],
  ['half a character in a key', '{"\\ud83d":1}', 400],
  ['__proto__', '{"__proto__":{"admin":true}}', 400],
  ['__proto__ within', '[[{"a":{"__proto__":1}}]]', 400],
  ['130 levels of objects', `${'{"a":'.repeat(130)}1${'}'.repeat(130)}`, 400],
  ['130 levels of lists', '['.repeat(130) + ']'.repeat(130), 400],
];

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

/** Values that no JSON text can express, so that only the program can have created them. */
const mistakes: readonly [what: string, value: unknown][] = [
  ['undefined', undefined],
  ['a function', () => 1],
  ['a symbol', Symbol('a')],
  ['a bigint', 1n],
  ['NaN', NaN],
  ['a Date', new Date(0)],
  ['a Map', new Map()],
  ['an instance', new (class Cart {})()],
  ['a boxed value', new String('a')],
  ['a cycle', cyclic],
  // oxlint-disable-next-line no-sparse-arrays -- that is what is refused
  ['a list with holes', [1, , 2]],
  ['a list with properties', Object.assign([1], { a: 1 })],
  ['a symbol as key', { [Symbol('a')]: 1 }],
  [
    'an accessor',
    {
      get a() {
        return 1;
      },
    },
  ],
  ['a hidden property', Object.defineProperty({}, 'a', { value: 1 })],
  ['toJSON', { toJSON: () => 1 }],
];

function refusal(value: unknown): { readonly status: number; readonly statusCode: number; readonly message: string } {
  try {
    jsonSerializer.serialize({ a: value });
  } catch (error) {
    return error as ReturnType<typeof refusal>;
  }
  throw new Error('The value was not refused.');
}

describe('a value that JSON cannot keep', () => {
  it.each(bodies)('is an error of the request: %s', async (_what, body, status) => {
    const { sessions, jar } = setUp();
    const value: unknown = JSON.parse(body);
    expect(refusal(value)).toMatchObject({ status, statusCode: status, expose: true });
    await visit(sessions, jar, (session) => {
      expect(() => session.set('cart', value as never)).toThrow(expect.objectContaining({ status }) as Error);
      expect(() => session.flash('notice', value)).toThrow(expect.objectContaining({ status }) as Error);
    });
  });

  it.each(mistakes)('is an error of the program: %s', (_what, value) => {
    expect(refusal(value)).toMatchObject({ status: 500, statusCode: 500, expose: false });
  });

  it.each([...bodies.map(([what, body]): [string, unknown] => [what, JSON.parse(body)]), ...mistakes])(
    'is refused with advice: %s',
    (_what, value) => {
      expect(refusal(value).message).toMatch(/^\$.*: JSON cannot keep [^.]+\. [A-Z].{10}/);
    },
  );
});

it('a session that is too large is refused with 413, by the commit of a request and by save()', async () => {
  const { sessions, jar } = setUp();
  const tooLarge = { code: 'TOO_LARGE', status: 413, statusCode: 413 };
  await expect(visit(sessions, jar, (session) => session.set('name', 'x'.repeat(3_000_000)))).rejects.toMatchObject(
    tooLarge,
  );
  await expect(
    visit(sessions, jar, async (session) => {
      session.set('name', 'x'.repeat(3_000_000));
      await session.save();
    }),
  ).rejects.toMatchObject(tooLarge);
});

it('an attribute is refused with 400 for a text that databases cannot store, and with 500 for NaN', async () => {
  for (const [device, status] of [
    ['a\0b', 400],
    ['\ud800', 400],
    [NaN, 500],
  ] as const) {
    const { sessions, jar } = setUp({ attributes: () => ({ device }) });
    await expect(visit(sessions, jar, (session) => session.set('visits', 1))).rejects.toMatchObject({
      code: 'SERIALIZE',
      status,
    });
  }
});
