import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { hmacSha512 } from './hmac-sha512.js';

it.each([1, 32, 64, 127, 128, 129, 300])('is the HMAC of node:crypto, with a key of %i bytes', (length) => {
  const [key, other] = [randomBytes(length), randomBytes(length)];
  // The same length twice, and another one: what is prepared for one message serves the next.
  for (const message of [0, 29, 29, 200].map((bytes) => randomBytes(bytes))) {
    for (const each of [key, other]) {
      expect(hmacSha512(each, message)).toEqual(createHmac('sha512', each).update(message).digest());
    }
  }
});
