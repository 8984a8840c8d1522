import { platform } from '#platform';
import type { SealedRecord } from '@sess/core';
import { type Awaitable, whenThere } from './awaitable.js';
import type { RingKey } from './key-ring.js';
import type { Bytes } from './platform/cipher.js';
import { type Layout, readPlaintext, writePlaintext } from './plaintext.js';
import { beginToken, bindingOf, type Token, writeToken } from './token.js';

/** What a token is sealed with, and bound to. */
export interface Seal {
  readonly key: Pick<RingKey, 'name' | 'secret'>;
  /** Of `contextOf`. */
  readonly context: Bytes;
}

/** Returns a token that opens under this seal only. */
export function sealRecord(record: SealedRecord, layout: Layout, { key, context }: Seal): Awaitable<string> {
  return whenThere(writePlaintext(record, layout), (text) => {
    const { head, salt } = beginToken(key.name);
    const bound = bindingOf(head, context);
    const sealed = platform.encrypt({ secret: key.secret, salt, bound, text });
    return whenThere(sealed, (parts) => writeToken(head, parts));
  });
}

/** Returns the record, expired or not; `undefined` for a token that was not sealed like this. */
export function openToken(
  { salt, head, sealed: text }: Token,
  { key, context }: Seal,
): Awaitable<SealedRecord | undefined> {
  const bound = bindingOf(head, context);
  const plaintext = platform.decrypt({ secret: key.secret, salt, bound, text });
  return whenThere(plaintext, (bytes) => bytes && readPlaintext(bytes));
}
