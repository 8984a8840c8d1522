import type { Awaitable } from '../awaitable.js';

/** Bytes that Web Crypto takes: not on shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What is sealed, and what is authenticated beside it. */
export interface Message {
  /** At least 32 random bytes; of them and the salt, a key and a nonce are made that no other message has. */
  readonly secret: Bytes;
  readonly salt: Bytes;
  /** Authenticated, not encrypted. */
  readonly bound: Bytes;
  /** The plaintext for `encrypt`; the ciphertext with the tag behind it for `decrypt`. */
  readonly text: Bytes;
}

/** What Node and the web do differently: the same bytes either way. */
export interface Platform {
  randomBytes(length: number): Bytes;
  /** Returns the ciphertext and, behind it, the tag of 16 bytes, in as many parts as it likes. */
  encrypt(message: Message): Awaitable<readonly Bytes[]>;
  /** Answers with the plaintext, or `undefined` when anything of the message is not what was encrypted. */
  decrypt(message: Message): Awaitable<Bytes | undefined>;
  /** Raw DEFLATE (RFC 1951). */
  deflate(bytes: Bytes): Awaitable<Bytes>;
  /** `undefined` for what is no raw DEFLATE, and for what is longer than {@link mostInflated} without it. */
  inflate(bytes: Bytes): Awaitable<Bytes | undefined>;
  /** Returns `lengthFor(bytes)` bytes: zeros, and from `at` on the text in UTF-8, which takes that many `bytes`. */
  encodeText(text: string, at: number, lengthFor: (bytes: number) => number): Bytes;
  /** RFC 4648, section 5, without padding; of all parts as one. */
  toBase64Url(...parts: readonly Bytes[]): string;
  /** `undefined` for everything but what `toBase64Url` would have written. */
  fromBase64Url(text: string): Bytes | undefined;
}

/** Keeps the keys of messages apart from whatever else an application makes of the same secret. */
export const derivationLabel = 'sess/cookie/1';
export const tagLength = 16;
/** No session that fits four cookies is nearly as long; in bytes. */
export const mostInflated = 1_048_576;
