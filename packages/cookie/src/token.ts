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
  const name = new TextEncoder().encode(keyName);
  const salt = platform.randomBytes(saltLength);
  return { keyName, salt, head: join(new Uint8Array([version, name.length]), name, salt) };
}

export function writeToken({ head, sealed }: Pick<Token, 'head' | 'sealed'>): string {
  return platform.toBase64Url(join(head, sealed));
}

/** `undefined` for what has not the form of a token of this version. */
export function readToken(text: string): Token | undefined {
  const bytes = platform.fromBase64Url(text);
  if (!bytes || bytes[0] !== version) return undefined;
  const headLength = 2 + (bytes[1] ?? 0) + saltLength;
  if (bytes.length < headLength + tagLength) return undefined;
  const head = bytes.slice(0, headLength);
  const keyName = String.fromCharCode(...head.subarray(2, -saltLength));
  return { keyName, salt: head.slice(-saltLength), head, sealed: bytes.slice(headLength) };
}

/**
 * What the seal is bound to: where it stands and what for. The head says itself where it ends, and JSON where each text ends, so
 * no two situations are bound to the same bytes.
 */
export function bindingOf(head: Bytes, purpose: string, cookieName: string): Bytes {
  return join(head, new TextEncoder().encode(JSON.stringify([purpose, cookieName])));
}

function join(...parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
