import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { hmacSha512 } from './hmac-sha512.js';

const label = Buffer.from('what it is for');

it.each([1, 32, 64, 127, 128, 129, 300])('is the HMAC of node:crypto, with a key of %i bytes', (length) => {
  const keys = [randomBytes(length), randomBytes(length)];
  // Alternately, because what is prepared for a key is used again.
  for (const salt of [randomBytes(16), randomBytes(16)]) {
    for (const key of keys) {
      expect(hmacSha512(key, label, salt)).toEqual(createHmac('sha512', key).update(label).update(salt).digest());
    }
  }
});
