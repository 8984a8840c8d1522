import { describe, expect, it } from 'vitest';
import { platform as node } from '../src/platform/node.js';
import { platform as web } from '../src/platform/web.js';
import { CookieSessionStore } from '../src/index.js';
import { unsealVector, readVectors } from './format-vectors.js';
import { decode } from './independent-decoder.js';

const vectors = readVectors(new URL('../FORMAT.md', import.meta.url));

describe('the page about the format', () => {
  it('has vectors', () => expect(vectors.length).toBeGreaterThan(2));

  it.each(vectors)('describes $what', async (vector) => {
    const { keyName, secret, salt, purpose, cookieName, plaintext, record, token } = vector;
    expect(await unsealVector(vector)).toEqual(record);
    const keys = [{ name: keyName, secret }];
    expect(() => new CookieSessionStore({ keys })).toThrow('is published');

    const { version, name, ...decoded } = decode(
      token,
      { [keyName]: Buffer.from(secret, 'base64url') },
      purpose,
      cookieName,
    );
    expect({ version, name }).toEqual({ version: 1, name: keyName });
    expect({ ...decoded, owner: decoded.owner ?? undefined }).toEqual({ owner: undefined, ...record });

    // The steps of the page. With this salt, both platforms must produce exactly these bytes.
    const text = new Uint8Array(Buffer.from(plaintext, 'hex'));
    const saltBytes = new Uint8Array(Buffer.from(salt, 'hex'));
    const head = new Uint8Array([1, keyName.length, ...Buffer.from(keyName), ...saltBytes]);
    const additionalData = new Uint8Array([...head, ...Buffer.from(JSON.stringify([purpose, cookieName]))]);
    for (const platform of [node, web]) {
      const key = new Uint8Array(Buffer.from(secret, 'base64url'));
      const sealed = await platform.encrypt({ secret: key, salt: saltBytes, additionalData, data: text });
      expect(platform.toBase64Url(head, ...sealed)).toBe(token);
    }
  });

  it.each([{}, { compress: true }, { padTo: 1 }])('suffices to decode a token of the store: %o', async (options) => {
    const secret = node.randomBytes(40);
    const store = new CookieSessionStore({ keys: [{ name: 'k_1', secret }], ...options });
    for (const owner of [undefined, 'é"\n😀', 'x'.repeat(256)]) {
      const record = {
        id: '0123456789abcdef0123456789abcdef01234567',
        payload: '{"v":1,"data":{"a":"\u0080\n\n😀"},"idle":1}',
        createdAt: Date.now(),
        expiresAt: Date.now() + 60_000,
        ...(owner !== undefined && { owner }),
      };
      const token = await store.seal(record, { cookieName: '__Host-sid' });
      const decoded = decode(token, { k_1: Buffer.from(secret) }, 'session', '__Host-sid');
      expect({ ...decoded, owner: decoded.owner ?? undefined }).toEqual({
        owner: undefined,
        ...record,
        version: 1,
        name: 'k_1',
      });
    }
  });
});
