import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { additionalDataOf, contextOf, createHead } from '../src/token.js';
import { platform as node } from '../src/platform/node.js';
import { platform as web } from '../src/platform/web.js';
import { CookieSessionStore } from '../src/index.js';

const now = 1_800_000_000_000;
const secret = randomBytes(32);
const cookieName = '__Host-sid';
const store = new CookieSessionStore({ keys: [{ name: 'a', secret }], clock: () => now });
const id = '0123456789abcdef0123456789abcdef01234567';
const end = now + 60_000;

/** Seals a plaintext as another program with the same key would. */
function seal(plaintext: Uint8Array, version = 1): string {
  const { head, salt } = createHead('a');
  head[0] = version;
  const additionalData = additionalDataOf(head, contextOf('session', cookieName));
  const data = new Uint8Array(plaintext);
  const sealed = node.encrypt({ secret: new Uint8Array(secret), salt, additionalData, data });
  return node.toBase64Url(head, ...(sealed as readonly Uint8Array<ArrayBuffer>[]));
}

const open = async (plaintext: Uint8Array) => store.unseal(seal(plaintext), { cookieName });
const plain = (text: string | Uint8Array) => Buffer.concat([Buffer.of(0), Buffer.from(text), Buffer.of(0x80)]);

describe('an authentic token whose content is not a session of this version', () => {
  it('is valid if its content is a session', async () => {
    const record = { id, payload: '{}', createdAt: now, expiresAt: end };
    expect(await open(plain(`["${id}",${now},${end}]\n{}`))).toEqual({ record, reseal: false });
  });

  it.each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(64)],
    ['no end mark', Buffer.from([0, 1, 2, 3])],
    ['an end mark alone', Buffer.from([0x80])],
    ['an unknown layout', Buffer.concat([Buffer.of(2), plain(`["${id}",${now},${end}]\n{}`).subarray(1)])],
    ['a layout that says DEFLATE before other bytes', Buffer.from([1, 0xff, 0xff, 0xff, 0x80])],
    ['an empty body', plain('')],
    ['no line', plain(`["${id}",${now},${end}]`)],
    ['no JSON', plain('hello\n{}')],
    ['null', plain('null\n{}')],
    ['an object', plain(`{"0":"${id}","1":${now},"2":${end}}\n{}`)],
    ['a deadline that is null', plain(`["${id}",${now},null]\n{}`)],
    ['a deadline that is a string', plain(`["${id}",${now},"${end}"]\n{}`)],
    ['an infinite deadline', plain(`["${id}",${now},1e999]\n{}`)],
    ['no deadline', plain(`["${id}",${now}]\n{}`)],
    ['no creation time', plain(`["${id}",null,${end}]\n{}`)],
    ['no id', plain(`[null,${now},${end}]\n{}`)],
    ['an owner that is an object', plain(`["${id}",${now},${end},{"admin":true}]\n{}`)],
    ['too many elements', plain(`["${id}",${now},${end},"ada",1]\n{}`)],
    ['invalid UTF-8', plain(Buffer.from(`["${id}",${now},${end}]\n\xff\xfe`, 'latin1'))],
  ])('is invalid and does not throw: %s', async (_, plaintext) => {
    expect(await open(plaintext)).toBeUndefined();
  });

  it.each([0, 2, 255])('is invalid with version %i', async (version) => {
    const token = seal(plain(`["${id}",${now},${end}]\n{}`), version);
    expect(await store.unseal(token, { cookieName })).toBeUndefined();
  });

  it('is invalid when it is cut, at any length', async () => {
    const token = seal(plain(`["${id}",${now},${end}]\n{}`));
    for (let length = 0; length < token.length; length++) {
      expect(await store.unseal(token.slice(0, length), { cookieName })).toBeUndefined();
    }
  });

  it('is invalid on both platforms if it would inflate to more than any session', async () => {
    const bomb = await node.deflate(new Uint8Array(200 * 1024 * 1024));
    const [most, garbage] = [new Uint8Array(1024 * 1024), Uint8Array.of(0xff, 0xff, 0xff)];
    for (const platform of [node, web]) {
      expect(await platform.inflate(bomb)).toBeUndefined();
      expect(await platform.inflate(garbage)).toBeUndefined();
      expect(await platform.inflate(await node.deflate(most))).toHaveLength(most.length);
    }
    expect(await open(Buffer.concat([Buffer.of(1), bomb, Buffer.of(0x80)]))).toBeUndefined();
  });
});
