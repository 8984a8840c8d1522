import type { Awaitable } from '../awaitable.js';

/** Bytes that Web Crypto accepts: not in shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What is encrypted or decrypted. */
export interface Message {
  /** At least 32 random bytes. Secret and salt give a key and a nonce that no other message has. */
  readonly secret: Bytes;
  readonly salt: Bytes;
  /** Authenticated but not encrypted. */
  readonly additionalData: Bytes;
  /** The plaintext for `encrypt`; the ciphertext followed by the tag for `decrypt`. */
  readonly data: Bytes;
}

/** What Node and the web do by different functions. Both produce the same bytes. */
export interface Platform {
  randomBytes(length: number): Bytes;
  /** Returns the ciphertext followed by the 16-byte tag, in any number of parts. */
  encrypt(message: Message): Awaitable<readonly Bytes[]>;
  /** Returns the plaintext, or `undefined` when any part of the message differs from what was encrypted. */
  decrypt(message: Message): Awaitable<Bytes | undefined>;
  /** Raw DEFLATE (RFC 1951). */
  deflate(bytes: Bytes): Awaitable<Bytes>;
  /** Returns `undefined` for what is not raw DEFLATE, and for what inflates to more than {@link maxInflatedBytes}. */
  inflate(bytes: Bytes): Awaitable<Bytes | undefined>;
  /** Returns `lengthFor(bytes)` zeros, with the text's UTF-8, which takes `bytes` bytes, written at `at`. */
  encodeText(text: string, at: number, lengthFor: (bytes: number) => number): Bytes;
  /** Encodes all parts as one (RFC 4648, section 5, without padding). */
  toBase64Url(...parts: readonly Bytes[]): string;
  /** Returns `undefined` for everything that `toBase64Url` would not have written. */
  fromBase64Url(text: string): Bytes | undefined;
}

/** Separates these keys from others that an application derives from the same secret. */
export const derivationLabel = 'sess/cookie/1';
export const tagLength = 16;
/** Far more than a session that fits into four cookies. */
export const maxInflatedBytes = 1_048_576;
