import { platform } from '#platform';
import type { SealedRecord } from '@sess/core';
import { type Awaitable, mapAwaitable } from './awaitable.js';
import type { RingKey } from './key-ring.js';
import { decodePlaintext, encodePlaintext, type Layout } from './plaintext.js';
import { type Bytes, tagLength } from './platform/cipher.js';

const version = 1;
const saltLength = 16;

/** The parts of a token: version (one byte), length of the name (one byte), name, salt, and the sealed rest. */
export interface Token {
  readonly keyName: string;
  readonly salt: Bytes;
  /** Everything before the sealed rest, which authenticates it. */
  readonly head: Bytes;
  /** Ciphertext and tag. */
  readonly sealed: Bytes;
}

/** What a token is sealed with and bound to. */
export interface Seal {
  readonly key: Pick<RingKey, 'name' | 'secret'>;
  /** From `contextOf`. */
  readonly context: Bytes;
}

/** Returns the head of a new token, with a new salt. */
export function createHead(keyName: string): Pick<Token, 'head' | 'salt'> {
  const salt = platform.randomBytes(saltLength);
  const head = new Uint8Array(2 + keyName.length + saltLength);
  head[0] = version;
  head[1] = keyName.length;
  for (let index = 0; index < keyName.length; index++) head[2 + index] = keyName.charCodeAt(index);
  head.set(salt, 2 + keyName.length);
  return { head, salt };
}

/** Returns the parts of a token, or `undefined` for a text that is not a token of this version. */
export function parseToken(text: string): Token | undefined {
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

/** Returns a token that opens only with the same seal. */
export function sealToken(record: SealedRecord, layout: Layout, { key, context }: Seal): Awaitable<string> {
  return mapAwaitable(encodePlaintext(record, layout), (data) => {
    const { head, salt } = createHead(key.name);
    const message = { secret: key.secret, salt, additionalData: additionalDataOf(head, context), data };
    return mapAwaitable(platform.encrypt(message), (sealed) => platform.toBase64Url(head, ...sealed));
  });
}

/** Returns the record, expired or not, or `undefined` for a token that was not sealed with this seal. */
export function unsealToken(
  { salt, head, sealed: data }: Token,
  { key, context }: Seal,
): Awaitable<SealedRecord | undefined> {
  const message = { secret: key.secret, salt, additionalData: additionalDataOf(head, context), data };
  return mapAwaitable(platform.decrypt(message), (bytes) => bytes && decodePlaintext(bytes));
}

/** Returns what a token is for. As JSON, so that it is unambiguous where each of the two texts ends. */
export function contextOf(purpose: string, cookieName: string): Bytes {
  return new TextEncoder().encode(JSON.stringify([purpose, cookieName]));
}

/** Returns the additional authenticated data: the head, whose own bytes say where it ends, and the context. */
export function additionalDataOf(head: Bytes, context: Bytes): Bytes {
  const data = new Uint8Array(head.length + context.length);
  data.set(head);
  data.set(context, head.length);
  return data;
}
