import { platform } from '#platform';
import { type Bytes, tagLength } from './platform/cipher.js';

const version = 1;
const saltLength = 16;

/** A token, taken apart: one byte of version, one of the name's length, name, salt, and the sealed rest. */
export interface Token {
  readonly keyName: string;
  readonly salt: Bytes;
  /** All before the sealed rest; authenticated with it. */
  readonly head: Bytes;
  /** Ciphertext and tag. */
  readonly sealed: Bytes;
}

/** The beginning of a new token, with a salt of its own. */
export function beginToken(keyName: string): Omit<Token, 'sealed'> {
  const salt = platform.randomBytes(saltLength);
  const head = new Uint8Array(2 + keyName.length + saltLength);
  head[0] = version;
  head[1] = keyName.length;
  for (let index = 0; index < keyName.length; index++) head[2 + index] = keyName.charCodeAt(index);
  head.set(salt, 2 + keyName.length);
  return { keyName, salt, head };
}

/** @param sealed - Ciphertext and tag, in as many parts as they come. */
export function writeToken(head: Bytes, sealed: readonly Bytes[]): string {
  return platform.toBase64Url(head, ...sealed);
}

/** `undefined` for what has not the form of a token of this version. */
export function readToken(text: string): Token | undefined {
  const bytes = platform.fromBase64Url(text);
  if (!bytes || bytes[0] !== version) return undefined;
  const nameEnd = 2 + (bytes[1] ?? 0);
  const headLength = nameEnd + saltLength;
  if (bytes.length < headLength + tagLength) return undefined;
  let keyName = '';
  for (let index = 2; index < nameEnd; index++) keyName += String.fromCharCode(bytes[index]!);
  return {
    keyName,
    salt: bytes.subarray(nameEnd, headLength),
    head: bytes.subarray(0, headLength),
    sealed: bytes.subarray(headLength),
  };
}

/** What tokens are for: authenticated behind the head. JSON says where each of the texts ends. */
export function contextOf(purpose: string, cookieName: string): Bytes {
  return new TextEncoder().encode(JSON.stringify([purpose, cookieName]));
}

/** What the seal is bound to: where it stands and what for. The head says itself where it ends. */
export function bindingOf(head: Bytes, context: Bytes): Bytes {
  const bound = new Uint8Array(head.length + context.length);
  bound.set(head);
  bound.set(context, head.length);
  return bound;
}
