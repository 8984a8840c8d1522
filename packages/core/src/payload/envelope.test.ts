import { describe, expect, it } from 'vitest';
import { DeserializeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { decodeEnvelope, encodeEnvelope, type Envelope, isTombstone, type Tombstone } from './envelope.js';
import { jsonSerializer } from './json-serializer.js';
import type { SessionId } from '../contract/session-id.js';

const other: Serializer = { ...jsonSerializer, name: 'other-1' };
const id = '0123456789abcdef0123456789abcdef01234567' as SessionId;
const key = '0123456789abcdefghijklmnopqrstuv' as string as SessionId;

const envelope: Envelope = {
  data: { v: 2, successor: id, data: {} },
  flash: { notice: 1 },
  lifetime: 'long',
  expiry: { after: 5 },
  idle: 5,
  started: true,
};
const tombstone: Tombstone = { successor: id, by: 'sign-in' };

describe.each([jsonSerializer, other])('an envelope of $name', (serializer) => {
  it.each([envelope, { data: {}, idle: 0 }])('is decoded to the value that was encoded: %j', (value) => {
    const found = decodeEnvelope(serializer, encodeEnvelope(serializer, value));
    expect(found).toEqual(value);
    expect(isTombstone(found)).toBe(false);
  });

  it.each([tombstone, { successor: key, by: 'regenerate' } as const])('can be a tombstone: %j', (value) => {
    const found = decodeEnvelope(serializer, encodeEnvelope(serializer, value));
    expect(found).toEqual(value);
    expect(isTombstone(found)).toBe(true);
  });

  it.each([
    '',
    '{',
    'null',
    '1',
    '[]',
    '{}',
    '{"v":1}',
    '{"v":2,"data":{},"idle":1}',
    '{"v":"1","data":{},"idle":1}',
    '{"v":1,"data":{}}',
    '{"v":1,"data":[],"idle":1}',
    '{"v":1,"data":null,"idle":1}',
    '{"v":1,"data":{},"idle":"1"}',
    '{"v":1,"successor":"x","by":"regenerate"}',
    `{"v":1,"successor":"${id}"}`,
    `{"v":1,"successor":"${id}","by":"theft"}`,
    '{"v":1,"successor":1,"data":{},"idle":1}',
    '{"v":1,"data":{},"idle":1,"flash":[]}',
    '{"v":1,"data":{},"idle":1,"flash":"ab"}',
    '{"v":1,"data":{},"idle":1,"lifetime":1}',
    '{"v":1,"data":{},"idle":1,"expiry":null}',
    '{"v":1,"data":{},"idle":1,"expiry":{}}',
    '{"v":1,"data":{},"idle":1,"expiry":{"at":"1"}}',
    '{"v":1,"data":{},"idle":1,"expiry":{"at":1,"after":1}}',
    '{"v":1,"data":{},"idle":1,"expiry":{"length":1}}',
    '{"v":1,"data":{},"idle":1,"expiry":"never"}',
    '{"v":1,"data":{},"idle":1,"started":1}',
    '{"v":1,"data":{},"idle":1,"cookieSentAt":"1"}',
    '{"v":1,"data":{},"idle":1,"sealedUntil":"1"}',
  ])('is refused as %s, and the error does not quote it', (text) => {
    const payload = serializer === other ? `other-1:${text}` : text;
    const decode = (): unknown => decodeEnvelope(serializer, payload);
    expect(decode).toThrow(expect.objectContaining({ code: 'CORRUPT' }) as Error);
    if (text.length > 5) expect(decode).not.toThrow(text);
  });
});

describe('a value that JSON cannot write', () => {
  /** Returns the value itself, as a serializer of any value might. */
  const reading = (value: unknown): Serializer => ({ ...jsonSerializer, deserialize: () => value });
  const sound = { v: 1, data: {}, idle: 1 };
  class Cart {
    readonly at = 1;
  }

  it.each<[string, unknown]>([
    ['a Map as the envelope', new Map(Object.entries(sound))],
    ['a bigint as its version', { ...sound, v: 1n }],
    ['a Map as data', { ...sound, data: new Map([['a', 1]]) }],
    ['an instance as data', { ...sound, data: new Cart() }],
    ['a Map of flash values', { ...sound, flash: new Map([['a', 1]]) }],
    ['a Set of flash values', { ...sound, flash: new Set(['a']) }],
    ['a bigint as idle', { ...sound, idle: 1n }],
    ['a Date as idle', { ...sound, idle: new Date(1) }],
    ['NaN as idle', { ...sound, idle: NaN }],
    ['Infinity as idle', { ...sound, idle: Infinity }],
    ['undefined as idle', { ...sound, idle: undefined }],
    ['a Map as the expiry', { ...sound, expiry: new Map([['at', 1]]) }],
    ['an instance as the expiry', { ...sound, expiry: new Cart() }],
    ['a Date in the expiry', { ...sound, expiry: { at: new Date(1) } }],
    ['NaN in the expiry', { ...sound, expiry: { after: NaN } }],
    ['Infinity in the expiry', { ...sound, expiry: { after: Infinity } }],
    ['a bigint in the expiry', { ...sound, expiry: { at: 1n } }],
    ['a bigint as cookieSentAt', { ...sound, cookieSentAt: 1n }],
    ['an expiry that is undefined', { ...sound, expiry: undefined }],
    ['a list as its lifetime', { ...sound, lifetime: ['long'] }],
    ['a list as its successor', { v: 1, successor: [id], by: 'sign-in' }],
  ])('is not an envelope when it has %s', (_name, value) => {
    expect(() => decodeEnvelope(reading(value), '')).toThrow(expect.objectContaining({ code: 'CORRUPT' }) as Error);
  });

  it('is an envelope when it has no prototype and has fields of a later release', () => {
    const later = Object.assign(Object.create(null) as object, envelope, { v: 1, constructor: 1, hasOwnProperty: 2 });
    expect(decodeEnvelope(reading(later), '')).toEqual({ ...envelope, constructor: 1, hasOwnProperty: 2 });
  });
});

describe('a payload', () => {
  it('of another serializer is refused, and the error contains both names', () => {
    const [json, foreign] = [jsonSerializer, other].map((serializer) => encodeEnvelope(serializer, envelope));
    expect(() => decodeEnvelope(other, json!)).toThrow(/"json".*"other-1"/);
    expect(() => decodeEnvelope(jsonSerializer, foreign!)).toThrow(/"other-1".*"json"/);
  });

  it('is corrupt when its serializer throws a DeserializeError; any other error is rethrown', () => {
    const failing = (error: Error): Serializer => ({
      ...jsonSerializer,
      deserialize() {
        throw error;
      },
    });
    const refusal = new DeserializeError('no');
    expect(() => decodeEnvelope(failing(refusal), '{}')).toThrow(
      expect.objectContaining({ code: 'CORRUPT', cause: refusal }) as Error,
    );
    expect(() => decodeEnvelope(failing(new TypeError('a bug')), '{}')).toThrow(TypeError);
  });
});
