import { SessionError, type SessionRecord, StoreError } from '@sess/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord, deletedValue, encodeRecord } from './record-mapping.js';

const base = { createdAt: 1_764_000_000_000, expiresAt: 1_765_209_600_000, revision: 'r1' };

/** The README refers to these, for those who read values with another program. */
const vectors: readonly (readonly [string, SessionRecord, string])[] = [
  ['nothing but the payload', { ...base, payload: '{"v":1}' }, 'sess1[1764000000000,1765209600000,"r1"]\n{"v":1}'],
  [
    'an owner',
    { ...base, payload: '{"v":1}', owner: 'alice' },
    'sess1[1764000000000,1765209600000,"r1","alice"]\n{"v":1}',
  ],
  [
    'an owner and attributes',
    { ...base, payload: '{"v":1}', owner: 'alice', attributes: { device: 'Firefox' } },
    'sess1[1764000000000,1765209600000,"r1","alice",{"device":"Firefox"}]\n{"v":1}',
  ],
  [
    'attributes without an owner',
    { ...base, payload: '', attributes: { device: 'Firefox', trusted: true } },
    'sess1[1764000000000,1765209600000,"r1",null,{"device":"Firefox","trusted":true}]\n',
  ],
  [
    'text of all kinds, and a payload with line feeds',
    { ...base, payload: '\uFEFFä\n\n"😀', owner: 'Zoë\n', attributes: { 'a"': -0 } },
    'sess1[1764000000000,1765209600000,"r1","Zoë\\n",{"a\\"":-0}]\n\uFEFFä\n\n"😀',
  ],
];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a value', () => {
  it.each(vectors)('with %s is written and read as documented', (_what, record, text) => {
    expect(Buffer.from(encodeRecord(record)).toString()).toBe(text);
    expect(decodeRecord(bytes(text))).toStrictEqual(record);
  });

  it('leaves out attributes without a value', () => {
    const unset = { nothing: null, absent: undefined } as unknown as Record<string, null>;
    expect(encodeRecord({ ...base, payload: '', attributes: unset })).toEqual(encodeRecord({ ...base, payload: '' }));
  });

  it('returns any record with the same types and values', () => {
    const text = fc.string({ unit: 'binary' });
    const name = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', ''));
    const value = fc.oneof(text, fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const record = fc.record(
      {
        payload: text,
        createdAt: fc.integer({ min: 0 }),
        expiresAt: fc.integer({ min: 0 }),
        revision: text,
        owner: fc.string({ unit: 'binary', minLength: 1 }),
        attributes: fc
          .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, minLength: 1 })
          .map((entries) => Object.fromEntries(entries)),
      },
      { requiredKeys: ['payload', 'createdAt', 'expiresAt', 'revision'], noNullPrototype: true },
    );
    fc.assert(
      fc.property(record, (given) => {
        expect(decodeRecord(encodeRecord(given))).toStrictEqual(given);
      }),
    );
  });

  it('changes no prototype', () => {
    const read = decodeRecord(bytes('sess1[1,2,"r",null,{"__proto__":"x"}]\n'));
    expect(Object.getPrototypeOf(read.attributes)).toBe(Object.prototype);
    expect(Object.entries(read.attributes ?? {})).toEqual([['__proto__', 'x']]);
  });

  it.each([NaN, Infinity, {}, [], 1n])('refuses the attribute %s, which JSON would change', (value) => {
    const attributes = { seats: value } as unknown as Record<string, number>;
    expect(() => encodeRecord({ ...base, payload: 'secret', attributes })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining("'seats'") as unknown }),
    );
  });

  it('of a deleted session is read as one that expired long ago', () => {
    expect(decodeRecord(deletedValue)).toEqual({ payload: '', createdAt: 0, expiresAt: 0, revision: '' });
  });
});

describe('a value of another version or origin', () => {
  it.each(['sess2[1,2,"r"]\n{}', 'sess2\n', 'sess10{"anything":1}\nat all'])(
    'is reported when its version is later: %j',
    (text) => {
      expect(() => decodeRecord(bytes(text))).toThrow(/kept in version \d+ of the format.*update it/);
    },
  );

  it.each([
    '',
    '\n',
    'sess',
    'sess1',
    'sess1[1,2,"r"]',
    'sess1[1,2]\n{}',
    'sess1[1,2,"r",null,null]\n{}',
    'sess1[1,2,"r",null,[]]\n{}',
    'sess1[1,2,"r",null,{"a":null}]\n{}',
    'sess1[1,2,"r",null,{"a":{}}]\n{}',
    'sess1[1,2,"r",1]\n{}',
    'sess1[1,2,"r",null,{},1]\n{}',
    'sess1["1",2,"r"]\n{}',
    'sess1[null,2,"r"]\n{}',
    'sess1[1,2,3]\n{}',
    'sess1{}\n{}',
    'sess1 \n{}',
    ' sess1[1,2,"r"]\n{}',
    '\u{FEFF}sess1[1,2,"r"]\n{}',
    'SESS1[1,2,"r"]\n{}',
    '{"cookie":{},"user":1}',
    'a:1:{s:4:"user";}\n',
  ])('is a typed error: %j', (text) => {
    expect(() => decodeRecord(bytes(text))).toThrow(StoreError);
  });

  it('is a typed error when it is not UTF-8, and is never quoted', () => {
    for (const value of [Buffer.from('sess1[1,2,"r"]\nsecret\xff', 'latin1'), Buffer.from('\xffsecret\n', 'latin1')]) {
      let thrown: unknown;
      try {
        decodeRecord(value);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(SessionError);
      expect((thrown as Error).message).not.toContain('secret');
    }
  });
});
