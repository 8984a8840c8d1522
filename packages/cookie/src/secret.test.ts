import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSecret } from './secret.js';

const random = randomBytes(32);

describe('a secret', () => {
  it.each([
    ['bytes', new Uint8Array(random)],
    ['a Buffer', random],
    ['base64url', random.toString('base64url')],
    ['base64 with padding, as openssl writes it', random.toString('base64')],
  ])('may be %s', (_, secret) => {
    expect(readSecret(secret)).toEqual({ bytes: new Uint8Array(random) });
  });

  it('may be longer, and may be hexadecimal: read as base64url it is random too', () => {
    expect(readSecret(randomBytes(64))).toHaveProperty('bytes');
    expect(readSecret(random.toString('hex'))).toHaveProperty('bytes');
    expect(readSecret(random.toString('hex').toUpperCase())).toHaveProperty('bytes');
    // Buffer.from(process.env.KEY): the letters' bytes, of which as many are random.
    expect(readSecret(Buffer.from(random.toString('base64url')))).toHaveProperty('bytes');
    expect(readSecret(Buffer.from(random.toString('hex')))).toHaveProperty('bytes');
  });

  it('is never taken for weak when it is random', () => {
    for (let round = 0; round < 20_000; round++) expect(readSecret(randomBytes(32))).toHaveProperty('bytes');
    for (let round = 0; round < 2000; round++) {
      expect(readSecret(randomBytes(32).toString('base64url'))).toHaveProperty('bytes');
    }
  });

  it('is copied: bytes that change later change nothing', () => {
    const bytes = new Uint8Array(random);
    const read = readSecret(bytes);
    bytes.fill(0);
    expect(read).toEqual({ bytes: new Uint8Array(random) });
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /base64url/],
    ['a number', 5, /base64url/],
    ['empty', '', /0 bytes/],
    ['31 bytes', randomBytes(31), /31 bytes/],
    ['16 bytes as hexadecimal', randomBytes(16).toString('hex'), /24 bytes/],
    ['a phrase', 'keyboard cat', /base64url/],
    ['a long phrase of small letters', 'correct-horse-battery-staple-correct-horse-battery'.slice(0, 48), /no random/],
    ['a phrase with capitals and digits', 'My-Super-Secret-Password-For-Session-Cookies-001', /no random/],
    ['a sentence as bytes', Buffer.from('the quick brown fox jumps over the lazy dog'), /no random/],
    ['a sentence as base64', Buffer.from('Attack at dawn! And bring your own coffee.').toString('base64'), /no random/],
    ['small letters and digits', 'supersecret1supersecret2supersecret3supersecret4', /no random/],
    ['what a template says', 'ChangeMe-0123abcDEF-ChangeMe-4567ghiJKL-ChangeMe', /no random/],
    ['a long phrase of capitals and digits', 'CORRECT-HORSE-BATTERY-STAPLE-7-CORRECT-HORSE-421', /no random/],
    ['digits without a pattern', '602214076138064852314159265358979323846264338327', /no random/],
    ['digits', '1234567890'.repeat(5).slice(0, 48), /no random/],
    ['one letter', 'A'.repeat(43), /no random/],
    ['zeros', new Uint8Array(32), /no random/],
    ['a repeated word', 'ChangeMe'.repeat(8), /no random/],
    ['counting bytes', Uint8Array.from({ length: 64 }, (_, index) => index * 3), /no random/],
  ])('is refused when it is %s, and the reason does not quote it', (_, secret, problem) => {
    const read = readSecret(secret as string);
    expect(read).toEqual({ problem: expect.stringMatching(problem) as string });
    if (typeof secret === 'string' && secret) expect(JSON.stringify(read)).not.toContain(secret);
  });
});
