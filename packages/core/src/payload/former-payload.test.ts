import { describe, expect, it } from 'vitest';
import { SerializeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { decodeEnvelope, encodeEnvelope, type Envelope, type Tombstone } from './envelope.js';
import { translatePayload } from './former-payload.js';
import { jsonSerializer } from './json-serializer.js';
import type { SessionId } from '../contract/session-id.js';

const older: Serializer = { ...jsonSerializer, name: 'older' };
const oldest: Serializer = { ...jsonSerializer, name: 'oldest' };
const narrow: Serializer = {
  ...jsonSerializer,
  name: 'narrow',
  serialize(value) {
    const text = jsonSerializer.serialize(value);
    if (text.includes('wide')) throw new SerializeError('data.roof', 'too wide');
    return text;
  },
};
const envelope: Envelope = { data: { roof: 'flat' }, flash: { notice: 1 }, lifetime: 'long', idle: 5 };
const tombstone: Tombstone = { successor: '0123456789abcdef0123456789abcdef01234567' as SessionId, by: 'sign-in' };

describe('a payload of a former serializer', () => {
  it.each([envelope, tombstone])(
    'is read, and translated into what the present serializer would have written: %j',
    (value) => {
      for (const author of [older, oldest]) {
        const payload = encodeEnvelope(author, value);
        const translated = translatePayload(jsonSerializer, [older, oldest], payload);
        expect(translated).toBe(encodeEnvelope(jsonSerializer, value));
        expect(decodeEnvelope(jsonSerializer, translated)).toEqual(value);
      }
    },
  );

  it('is corrupt if the present serializer cannot write it; the error contains the path and no value', () => {
    const payload = encodeEnvelope(older, { data: { roof: 'wide' }, idle: 5 });
    const translate = () => translatePayload(narrow, [older], payload);
    expect(translate).toThrow(expect.objectContaining({ code: 'CORRUPT' }) as Error);
    expect(translate).toThrow(/"older".*data\.roof.*"narrow"/);
    expect(translate).not.toThrow(/wide/);
  });

  it('is corrupt if the former serializer cannot read it', () => {
    expect(() => translatePayload(jsonSerializer, [older], 'older:{')).toThrow(
      expect.objectContaining({ code: 'CORRUPT' }) as Error,
    );
  });
});

describe('any other payload', () => {
  it.each(['{', '', 'else:{}', encodeEnvelope(jsonSerializer, envelope), encodeEnvelope(older, envelope)])(
    'is returned unchanged: %j',
    (payload) => {
      expect(translatePayload(jsonSerializer, [oldest], payload)).toBe(payload);
    },
  );
});
