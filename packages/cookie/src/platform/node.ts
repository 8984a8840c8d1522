import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Bytes, derivationLabel, type Message, mostInflated, type Platform, tagLength } from './cipher.js';
import { hmacSha512 } from './hmac-sha512.js';

const label = Buffer.from(derivationLabel);

/** Drawing 16 bytes takes as long as drawing a few thousand. What was handed out is never filled anew. */
const drawnAtOnce = 4096;
let drawn = new Uint8Array();

function draw(length: number): Bytes {
  if (drawn.length < length) drawn = viewOf(randomBytes(Math.max(length, drawnAtOnce)));
  const taken = drawn.subarray(0, length);
  drawn = drawn.subarray(length);
  return taken;
}

/** HMAC-SHA-512 gives 64 bytes: a key of 32 and a nonce of 12, for this salt and no other. */
function keyAndNonce({ secret, salt }: Message): readonly [Uint8Array, Uint8Array] {
  const derived = hmacSha512(secret, label, salt);
  return [derived.subarray(0, 32), derived.subarray(32, 44)];
}

/** The same memory: a Buffer slices, prints and compares in ways of its own. */
function viewOf({ buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>): Bytes {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export const platform: Platform = {
  randomBytes: draw,

  encrypt(message) {
    const cipher = createCipheriv('aes-256-gcm', ...keyAndNonce(message));
    cipher.setAAD(message.bound);
    const text = cipher.update(message.text);
    // A stream cipher has nothing left to say: it only makes the tag.
    cipher.final();
    return [viewOf(text), viewOf(cipher.getAuthTag())];
  },

  decrypt(message) {
    const { text, bound } = message;
    if (text.length < tagLength) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', ...keyAndNonce(message));
    decipher.setAAD(bound).setAuthTag(text.subarray(-tagLength));
    const plaintext = decipher.update(text.subarray(0, -tagLength));
    try {
      decipher.final();
    } catch {
      // The one way in which Node says that the tag is another. The plaintext is dropped unseen.
      return undefined;
    }
    return viewOf(plaintext);
  },

  deflate: (bytes) => viewOf(deflateRawSync(bytes)),

  inflate(bytes) {
    try {
      return viewOf(inflateRawSync(bytes, { maxOutputLength: mostInflated }));
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
    // Buffer takes padding, spaces, both alphabets and loose bits at the end: what it would not write is refused.
    return bytes.toString('base64url') === text ? viewOf(bytes) : undefined;
  },
};
