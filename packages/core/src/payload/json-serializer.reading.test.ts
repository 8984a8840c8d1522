import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../test/runs.js';
import { DeserializeError } from '../contract/errors.js';
import { jsonSerializer } from './json-serializer.js';

const { serialize, deserialize } = jsonSerializer;

describe('deserialize', () => {
  /** Whether serialize writes the value of a text as the same text. */
  function isRewritten(payload: string): boolean {
    try {
      return serialize(JSON.parse(payload)) === payload;
    } catch {
      return false;
    }
  }

  function read(payload: unknown): string {
    try {
      return `accepted: ${JSON.stringify(deserialize(payload as string))}`;
    } catch (error) {
      expect(error).toBeInstanceOf(DeserializeError);
      expect((error as Error).cause).toBeUndefined();
      expect((error as Error).stack).not.toMatch(/secret/);
      return (error as Error).message;
    }
  }

  it.each([
    '',
    ' ',
    'secret',
    '{secret',
    '{"a":"secret',
    "{'a':'secret'}",
    '{"a":secret}',
    '[1,]',
    '01',
    'NaN',
    'undefined',
    '\ufeff{}',
    '{}{}',
    undefined,
  ])('refuses %j without quoting it', (payload) => {
    expect(read(payload)).toBe('Not a payload of the JSON serializer: not JSON');
  });

  it.each([
    ['{"secret":{"__proto__":{"admin":true}}}', 'a key that is not kept'],
    ['[{"\\u005f\\u005Fproto\\u005f_":{"secret":true}}]', 'a key that is not kept'],
    ['{"secret":"\\ud800"}', 'a lone surrogate'],
    ['{"secret":"\ud800"}', 'a lone surrogate'],
    ['{"secret\\udc00":1}', 'a key that is not kept'],
    ['{"secret":-0}', '-0'],
    ['{"secret":1e999}', 'Infinity'],
    [`${'['.repeat(129)}"secret"${']'.repeat(129)}`, 'containers nested deeper than 128'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'containers nested deeper than 128'],
  ])('refuses a text that it never writes, without quoting it: %.60s', (payload, reason) => {
    expect(read(payload)).toBe(`Not a payload of the JSON serializer: ${reason}`);
  });

  it.each(['null', '0', '""', '[]', '{}', '{"constructor":{"prototype":{}}}', '"__proto__"', '"\\u0000"'])(
    'reads %j',
    (payload) => {
      expect(read(payload)).toBe(`accepted: ${JSON.stringify(JSON.parse(payload))}`);
    },
  );

  it.each([
    ' 1',
    '1\n',
    '{"a" :1}',
    '{"a": 1}',
    '[1,\t2]',
    '1.0',
    '-1.50',
    '1e3',
    '[1E-2]',
    '1.5e300',
    '10000000000000000001',
    '0.0000001',
    '0.1000000000000000055',
    '{"a":1,"a":2}',
    '{"a":{},"b":[{"a":1,"a":2}]}',
    '{"a":{"b":1},"a":{"b":1}}',
    '{"b":1,"1":2}',
    '{"2":1,"1":2}',
    String.raw`"\/"`,
    String.raw`"\u0041"`,
    String.raw`"\u000A"`,
    String.raw`"\u001F"`,
    String.raw`"\u2028"`,
  ])('refuses %j, which serialize would write in another form', (payload) => {
    expect(read(payload)).toBe('Not a payload of the JSON serializer: not in the form that it writes');
  });

  it('accepts a number only in the form that serialize writes', () => {
    const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/);
    const written = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number));
    fc.assert(
      fc.property(fc.oneof(digits, written), (text) => {
        expect(read(`[${text}]`).startsWith('accepted')).toBe(isRewritten(`[${text}]`));
      }),
      { numRuns: runs(3000) },
    );
  });

  it('changes no prototype', () => {
    read('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    read('{"constructor":{"prototype":{"polluted":1}}}');
    expect({}).not.toHaveProperty('polluted');
  });

  it('returns only values that serialize accepts, and throws only a DeserializeError', () => {
    const piece = fc.constantFrom(
      ...Array.from('{}[],:0-1e9." '),
      '"a"',
      '"__proto__":',
      '\\ud800',
      '\\u0041',
      '-0',
      '"b":',
      '"1":',
      '"a":1,',
      '.5',
      'null',
      '\0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (payload) => {
          const text = read(payload);
          if (text.startsWith('accepted: ')) expect(serialize(deserialize(payload))).toBe(payload);
          else expect(isRewritten(payload)).toBe(false);
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});
