import { describe, expect, it } from 'vitest';
import { DeserializeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { decodeEnvelope, encodeEnvelope, type Envelope, isTombstone, type Tombstone } from './envelope.js';
import { jsonSerializer } from './json-serializer.js';
import type { SessionId } from '../session-key.js';

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
  it.each([envelope, { data: {}, idle: 0 }])('comes back as it was: %j', (value) => {
    const found = decodeEnvelope(serializer, encodeEnvelope(serializer, value));
    expect(found).toEqual(value);
    expect(isTombstone(found)).toBe(false);
  });

  it.each([tombstone, { successor: key, by: 'regenerate' } as const])('may be a tombstone: %j', (value) => {
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
  ])('is not %s, and the error does not quote it', (text) => {
    const payload = serializer === other ? `other-1:${text}` : text;
    const decode = (): unknown => decodeEnvelope(serializer, payload);
    expect(decode).toThrow(expect.objectContaining({ code: 'CORRUPT' }) as Error);
    if (text.length > 5) expect(decode).not.toThrow(text);
  });
});

describe('a payload', () => {
  it('of another serializer is refused with both names', () => {
    const [json, foreign] = [jsonSerializer, other].map((serializer) => encodeEnvelope(serializer, envelope));
    expect(() => decodeEnvelope(other, json!)).toThrow(/"json".*"other-1"/);
    expect(() => decodeEnvelope(jsonSerializer, foreign!)).toThrow(/"other-1".*"json"/);
  });

  it('that its serializer fails at is corrupt; what is no such failure is thrown on', () => {
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
