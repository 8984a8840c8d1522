import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { runs, seed } from '../../../test/runs.js';
import { readVectors } from '../test/format-vectors.js';
import { obviousWords } from '../test/obvious-words.js';
import { parseSecret } from './secret.js';

let drawn = 0;

/** Returns bytes that look random, and others in each call. */
function randomBytes(outputLength: number): Buffer {
  drawn += 1;
  return createHash('shake256', { outputLength }).update(`${seed} ${drawn}`).digest();
}

const random = randomBytes(32);

/** Secrets that FORMAT.md and standards print. */
const published = [
  ...readVectors(new URL('../FORMAT.md', import.meta.url)).map(({ secret }) => secret),
  // RFC 7515, appendix A.1.
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  // NIST SP 800-38A, appendix F.
  Buffer.from('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 'hex'),
];

describe('a secret', () => {
  it.each([
    ['bytes', new Uint8Array(random)],
    ['a Buffer', random],
    ['base64url', random.toString('base64url')],
    ['base64 with padding, as openssl writes it', random.toString('base64')],
  ])('may be %s', (_, secret) => {
    expect(parseSecret(secret)).toEqual({ bytes: new Uint8Array(random) });
  });

  it('may be longer, and may be hexadecimal, which is random as base64url too', () => {
    expect(parseSecret(randomBytes(64))).toHaveProperty('bytes');
    expect(parseSecret(random.toString('hex'))).toHaveProperty('bytes');
    expect(parseSecret(random.toString('hex').toUpperCase())).toHaveProperty('bytes');
    // Buffer.from(process.env.KEY) gives the bytes of the characters, which are random too.
    expect(parseSecret(Buffer.from(random.toString('base64url')))).toHaveProperty('bytes');
    expect(parseSecret(Buffer.from(random.toString('hex')))).toHaveProperty('bytes');
  });

  it('is never refused when it is random', () => {
    for (let round = 0; round < runs(1000); round++) {
      for (const secret of [randomBytes(64), ...inEveryForm(randomBytes(32))]) {
        expect(parseSecret(secret)).toHaveProperty('bytes');
      }
    }
  });

  it('is copied, so changing the bytes later has no effect', () => {
    const bytes = new Uint8Array(random);
    const parsed = parseSecret(bytes);
    bytes.fill(0);
    expect(parsed).toEqual({ bytes: new Uint8Array(random) });
  });

  it('has its own memory, not the pool that buffers share', () => {
    for (const secret of [random, random.toString('base64url')]) {
      expect(parseSecret(secret)).toHaveProperty('bytes.buffer.byteLength', 32);
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /base64url/],
    ['a number', 5, /base64url/],
    ['empty', '', /0 bytes/],
    ['31 bytes', randomBytes(31), /31 bytes/],
    ['16 bytes as hexadecimal', randomBytes(16).toString('hex'), /16 bytes/],
    ['24 bytes as hexadecimal, whose text is longer than 32 bytes', randomBytes(24).toString('hex'), /24 bytes/],
    ['the text of an MD5 digest as bytes', Buffer.from(createHash('md5').update('any').digest('hex')), /16 bytes/],
    ['the text of 24 bytes as bytes', Buffer.from(randomBytes(24).toString('base64')), /24 bytes/],
    ['a phrase', 'keyboard cat', /base64url/],
    ['a long phrase of small letters', 'correct-horse-battery-staple-correct-horse-battery'.slice(0, 48), /not random/],
    ['a phrase with capitals and digits', 'My-Super-Secret-Password-For-Session-Cookies-001', /not random/],
    ['a phrase of capitalized words', 'CorrectHorseBatteryStaple42MonkeyDonkeyElephants', /not random/],
    ['a sentence as bytes', Buffer.from('the quick brown fox jumps over the lazy dog'), /not random/],
    [
      'a sentence as bytes, with its line end',
      Buffer.from('My 1st Try: no one will ever find this out!\n'),
      /not random/,
    ],
    ['a sentence in other letters as bytes', Buffer.from('Съешь ещё этих мягких французских булок'), /not random/],
    ['a sentence as bytes of UTF-16', Buffer.from('Attack at dawn! And bring coffee.', 'utf16le'), /not random/],
    [
      'a sentence as base64',
      Buffer.from('Attack at dawn! And bring your own coffee.').toString('base64'),
      /not random/,
    ],
    [
      'a sentence as hexadecimal',
      Buffer.from('Attack at dawn! And bring your own coffee.').toString('hex'),
      /not random/,
    ],
    ['small letters and digits', 'supersecret1supersecret2supersecret3supersecret4', /not random/],
    ['the text of a template', 'ChangeMe-0123abcDEF-ChangeMe-4567ghiJKL-ChangeMe', /not random/],
    ['a long phrase of capitals and digits', 'CORRECT-HORSE-BATTERY-STAPLE-7-CORRECT-HORSE-421', /not random/],
    ['digits without a pattern', '602214076138064852314159265358979323846264338327', /not random/],
    ['digits behind a name', 'Pi3141592653589793238462643383279502884197169399', /not random/],
    ['digits', '1234567890'.repeat(5).slice(0, 48), /not random/],
    ['one letter', 'A'.repeat(43), /not random/],
    ['zeros', new Uint8Array(32), /not random/],
    ['nine different letters', Array.from(randomBytes(44), (byte) => 'aQzR5KbT9'[byte % 9]).join(''), /not random/],
    ['a repeated word', 'ChangeMe'.repeat(8), /not random/],
    ['a repeated word of all kinds of letters', 'MySecretKey'.repeat(4), /not random/],
    [
      'a repeated word with a number behind it',
      [1, 2, 3, 4].map((each) => `x7KqPzRt2Lw${each}`).join(''),
      /not random/,
    ],
    [
      'a repeated word in capitals and in small letters',
      'x7KqPzRt2LwVX7kQpZrT2lWvx7kqpzrt2lwvX7KQPZRT2LWV',
      /not random/,
    ],
    ['a repeated word that ends in the middle', 'x7KqPzRt2LwVm'.repeat(4).slice(0, 44), /not random/],
    ['16 random bytes doubled', Buffer.concat([random.subarray(0, 16), random.subarray(0, 16)]), /not random/],
    [
      '16 random bytes doubled, as base64url',
      Buffer.concat([random.subarray(0, 16), random.subarray(0, 16)]).toString('base64url'),
      /not random/,
    ],
    ['16 random bytes doubled, as hexadecimal', random.toString('hex').slice(0, 32).repeat(2), /not random/],
    [
      '16 random bytes doubled, as hexadecimal in base64',
      Buffer.from(random.toString('hex').slice(0, 32).repeat(2)).toString('base64'),
      /not random/,
    ],
    ['16 random bytes and zeros', Buffer.concat([random.subarray(0, 16), Buffer.alloc(16)]), /not random/],
    ['counting bytes', Uint8Array.from({ length: 64 }, (_, index) => index * 3), /not random/],
    [
      'counting bytes, as hexadecimal',
      Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => index)).toString('hex'),
      /not random/,
    ],
    ['the alphabet', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', /not random/],
    ['the alphabet backwards, with capitals', 'zYxWvUtSrQpOnMlKjIhGfEdCbAzYxWvUtSrQpOnMlKjI', /not random/],
    ['the alphabet and digits in turn', 'a0B1c2D3e4F5g6H7i8J9k0L1m2N3o4P5q6R7s8T9u0V1', /not random/],
    ['a keyboard', 'QwErTyUiOpAsDfGhJkLzXcVbNm1357902468KjHgFdSa', /not random/],
  ])('is refused when it is %s, and the reason does not quote it', (_, secret, problem) => {
    const parsed = parseSecret(secret as string);
    expect(parsed).toEqual({ problem: expect.stringMatching(problem) as string });
    if (typeof secret === 'string' && secret) expect(JSON.stringify(parsed)).not.toContain(secret);
  });

  it.each(published)('is refused when it is published: %#', (secret) => {
    const bytes = typeof secret === 'string' ? Buffer.from(secret, 'base64url') : secret;
    for (const form of inEveryForm(bytes)) {
      expect(parseSecret(form)).toEqual({ problem: expect.stringMatching(/published|not random/) as string });
    }
  });

  it.each(obviousWords)('is refused when it is a digest of %j', (word) => {
    for (const text of [word, `${word}\n`]) {
      for (const algorithm of ['sha256', 'sha512']) {
        for (const form of inEveryForm(createHash(algorithm).update(text).digest())) {
          expect(parseSecret(form)).toEqual({ problem: expect.stringContaining('the digest of a word') as string });
        }
      }
    }
  });
});

/** The forms in which an application may pass bytes. */
function inEveryForm(bytes: Buffer): readonly (string | Uint8Array)[] {
  const hex = bytes.toString('hex');
  return [bytes, bytes.toString('base64url'), bytes.toString('base64'), hex, hex.toUpperCase(), Buffer.from(hex)];
}
