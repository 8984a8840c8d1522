import { createCipheriv, createDecipheriv, createHmac, getRandomValues } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Bytes, derivationLabel, type Message, mostInflated, type Platform, tagLength } from './cipher.js';

/** HMAC-SHA-512 gives 64 bytes: a key of 32 and a nonce of 12, for this salt and no other. */
function keyAndNonce({ secret, salt }: Message): readonly [Uint8Array, Uint8Array] {
  const derived = createHmac('sha512', secret).update(derivationLabel).update(salt).digest();
  return [derived.subarray(0, 32), derived.subarray(32, 44)];
}

function bytesOf(buffer: Uint8Array): Bytes {
  return new Uint8Array(buffer);
}

export const platform: Platform = {
  randomBytes: (length) => getRandomValues(new Uint8Array(length)),

  encrypt(message) {
    const cipher = createCipheriv('aes-256-gcm', ...keyAndNonce(message));
    cipher.setAAD(message.bound);
    return bytesOf(Buffer.concat([cipher.update(message.text), cipher.final(), cipher.getAuthTag()]));
  },

  decrypt(message) {
    const { text, bound } = message;
    const decipher = createDecipheriv('aes-256-gcm', ...keyAndNonce(message), { authTagLength: tagLength });
    decipher.setAAD(bound).setAuthTag(text.subarray(-tagLength));
    const plaintext = decipher.update(text.subarray(0, -tagLength));
    try {
      decipher.final();
    } catch {
      // The one way in which Node says that the tag is another. The plaintext is dropped unseen.
      return undefined;
    }
    return bytesOf(plaintext);
  },

  deflate: (bytes) => bytesOf(deflateRawSync(bytes)),

  inflate(bytes) {
    try {
      return bytesOf(inflateRawSync(bytes, { maxOutputLength: mostInflated }));
    } catch {
      return undefined;
    }
  },

  toBase64Url: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url'),

  fromBase64Url(text) {
    const bytes = Buffer.from(text, 'base64url');
    // Buffer takes padding, spaces, both alphabets and loose bits at the end: what it would not write is refused.
    return bytes.toString('base64url') === text ? bytesOf(bytes) : undefined;
  },
};
