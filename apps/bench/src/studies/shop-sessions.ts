import { createHash } from 'node:crypto';
import { parseSessionId, type SessionId } from '@sess/core';

export const hour = 3_600_000;
export const day = 24 * hour;

/** The owner whose sessions the bulk work lists and revokes. */
export const busiestOwner = 'somebody with many devices';

/** What distinguishes a session from the others. */
export interface Special {
  readonly owner?: string;
  readonly expiresAt?: number;
}

/** The session of a shop's visitor, about 400 bytes. */
const data = {
  cart: Object.fromEntries(['tea', 'cup', 'kettle'].map((sku) => [sku, { sku, quantity: 2, gift: false }])),
  user: { id: 4711, name: 'Ada Lovelace', language: 'en-GB' },
  seen: ['/', '/tea', '/cup', '/kettle', '/cart', '/sign-in', '/devices'],
};

/** Computes a session's id from its number, so that the ids need not be kept. */
export function idOf(index: number | string): SessionId {
  return parseSessionId(createHash('sha1').update(String(index)).digest('hex'))!;
}

/** Text that differs in every session, so that compression does not help the database. */
export function dataOf(index: number | string) {
  return { ...data, token: idOf(index) };
}

/** Checks the result, because a candidate that did nothing would be the fastest. */
export function check<T>(found: T): Exclude<T, null | undefined | false> {
  if (!found) throw new Error('A candidate did not find a stored session.');
  return found as Exclude<T, null | undefined | false>;
}
