import { describe, expect, it } from 'vitest';
import type { Bytes, Message, Platform } from '../src/platform/cipher.js';
import { platform as node } from '../src/platform/node.js';
import { platform as web } from '../src/platform/web.js';

const bytes = (text: string): Bytes => new TextEncoder().encode(text);
const message: Message = {
  secret: bytes('0123456789abcdef0123456789ABCDEF'),
  salt: bytes('a salt of 16 b..'),
  additionalData: bytes('where it belongs'),
  data: bytes('what is hidden, é😀'),
};

async function encrypt(platform: Platform): Promise<Bytes> {
  return new Uint8Array(Buffer.concat(await platform.encrypt(message)));
}

describe('Node and the web', () => {
  it('encrypt to the same bytes, and decrypt the bytes of each other', async () => {
    const sealed = await encrypt(node);
    expect(await encrypt(web)).toEqual(sealed);
    for (const platform of [node, web]) {
      expect(await platform.decrypt({ ...message, data: sealed })).toEqual(message.data);
    }
  });

  it.each<keyof Message>(['secret', 'salt', 'additionalData', 'data'])(
    'do not decrypt with another %s',
    async (part) => {
      const other = { ...message, data: await encrypt(node) };
      const changed = other[part].slice();
      changed[3]! ^= 1;
      for (const platform of [node, web]) {
        expect(await platform.decrypt({ ...other, [part]: changed })).toBeUndefined();
      }
    },
  );

  it('encode the same base64url, and decode only the canonical form', () => {
    for (let length = 0; length < 70; length++) {
      const random = node.randomBytes(length);
      const text = node.toBase64Url(random);
      expect(web.toBase64Url(random)).toBe(text);
      for (const platform of [node, web]) expect(platform.fromBase64Url(text)).toEqual(random);
    }
    for (const text of [
      'A',
      'AB',
      'AA==',
      'AAA=',
      'AA\n',
      ' AA',
      '+AAA',
      '/AAA',
      'AA.A',
      'AAé',
      'A'.repeat(5),
      '%41A',
    ]) {
      for (const platform of [node, web]) expect(platform.fromBase64Url(text)).toBeUndefined();
    }
  });

  it('inflate the bytes that the other has deflated', async () => {
    const text = bytes('again and again and again and again');
    expect(await web.inflate(await node.deflate(text))).toEqual(text);
    expect(await node.inflate(await web.deflate(text))).toEqual(text);
    expect((await node.deflate(text)).length).toBeLessThan(text.length);
  });

  it('return different random bytes each time', () => {
    for (const platform of [node, web]) expect(platform.randomBytes(16)).not.toEqual(platform.randomBytes(16));
  });
});
