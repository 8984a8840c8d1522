import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Bytes, derivationLabel, type Message, maxInflatedBytes, type Platform, tagLength } from './cipher.js';
import { hmacSha512 } from './hmac-sha512.js';

const label = Buffer.from(derivationLabel);

/** Generating 16 bytes takes as long as generating a few thousand. Bytes that were returned are never written again. */
const poolLength = 4096;
let pool = new Uint8Array();

function takeRandomBytes(length: number): Bytes {
  if (pool.length < length) pool = viewOf(randomBytes(Math.max(length, poolLength)));
  const taken = pool.subarray(0, length);
  pool = pool.subarray(length);
  return taken;
}

/** Derives a 32-byte key and a 12-byte nonce for this salt only. */
function keyAndNonce({ secret, salt }: Message): readonly [Uint8Array, Uint8Array] {
  const derived = hmacSha512(secret, label, salt);
  return [derived.subarray(0, 32), derived.subarray(32, 44)];
}

/** Returns the same memory as a plain Uint8Array: a Buffer slices, prints and compares differently. */
function viewOf({ buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>): Bytes {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export const platform: Platform = {
  randomBytes: takeRandomBytes,

  encrypt(message) {
    const cipher = createCipheriv('aes-256-gcm', ...keyAndNonce(message));
    cipher.setAAD(message.additionalData);
    const ciphertext = cipher.update(message.data);
    // GCM has no bytes left to return here: this only computes the tag.
    cipher.final();
    return [viewOf(ciphertext), viewOf(cipher.getAuthTag())];
  },

  decrypt(message) {
    const { data, additionalData } = message;
    if (data.length < tagLength) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', ...keyAndNonce(message));
    decipher.setAAD(additionalData).setAuthTag(data.subarray(-tagLength));
    const plaintext = decipher.update(data.subarray(0, -tagLength));
    try {
      decipher.final();
    } catch {
      // The only way in which Node reports a wrong tag. Nothing has read the plaintext.
      return undefined;
    }
    return viewOf(plaintext);
  },

  deflate: (bytes) => viewOf(deflateRawSync(bytes)),

  inflate(bytes) {
    try {
      return viewOf(inflateRawSync(bytes, { maxOutputLength: maxInflatedBytes }));
    } catch {
      return undefined;
    }
  },

  encodeText(text, at, lengthFor) {
    const bytes = Buffer.allocUnsafe(lengthFor(Buffer.byteLength(text)));
    const end = at + bytes.write(text, at);
    return viewOf(bytes.fill(0, 0, at).fill(0, end));
  },

  toBase64Url: (...parts) => Buffer.concat(parts).toString('base64url'),

  fromBase64Url(text) {
    const bytes = Buffer.from(text, 'base64url');
    // Buffer accepts padding, spaces, both alphabets and loose bits. Only what it would write itself is valid.
    return bytes.toString('base64url') === text ? viewOf(bytes) : undefined;
  },
};
