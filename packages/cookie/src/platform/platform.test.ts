import { describe, expect, it } from 'vitest';
import type { Bytes, Message, Platform } from './cipher.js';
import { platform as node } from './node.js';
import { platform as web } from './web.js';

const bytes = (text: string): Bytes => new TextEncoder().encode(text);
const message: Message = {
  secret: bytes('0123456789abcdef0123456789ABCDEF'),
  salt: bytes('a salt of 16 b..'),
  bound: bytes('where it belongs'),
  text: bytes('what is hidden, é😀'),
};

async function encrypt(platform: Platform): Promise<Bytes> {
  return new Uint8Array(Buffer.concat(await platform.encrypt(message)));
}

describe('Node and the web', () => {
  it('encrypt to the same bytes, and open what the other has encrypted', async () => {
    const sealed = await encrypt(node);
    expect(await encrypt(web)).toEqual(sealed);
    for (const platform of [node, web]) {
      expect(await platform.decrypt({ ...message, text: sealed })).toEqual(message.text);
    }
  });

  it.each<keyof Message>(['secret', 'salt', 'bound', 'text'])('open nothing when the %s is another', async (part) => {
    const text = await encrypt(node);
    const other = { ...message, text };
    const changed = other[part].slice();
    changed[3]! ^= 1;
    for (const platform of [node, web]) {
      expect(await platform.decrypt({ ...other, [part]: changed })).toBeUndefined();
    }
  });

  it('write and read base64url alike, and nothing but what they write themselves', () => {
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

  it('deflate what the other inflates', async () => {
    const text = bytes('again and again and again and again');
    expect(await web.inflate(await node.deflate(text))).toEqual(text);
    expect(await node.inflate(await web.deflate(text))).toEqual(text);
    expect((await node.deflate(text)).length).toBeLessThan(text.length);
  });

  it('make random bytes that differ', () => {
    for (const platform of [node, web]) expect(platform.randomBytes(16)).not.toEqual(platform.randomBytes(16));
  });
});
