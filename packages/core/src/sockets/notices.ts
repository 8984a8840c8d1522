import type { SessionEvents } from '../events/session-events.js';

/** The events by which sockets learn that their session has ended or moved. */
export const noticedEvents = ['destroyed', 'owner-revoked', 'key-changed'] as const;

/** One of these events, with its name. */
export type Notice = {
  [Name in (typeof noticedEvents)[number]]: { readonly event: Name } & SessionEvents[Name];
}[(typeof noticedEvents)[number]];

/** Reads a message of another process. Returns `undefined` for what is not one, because anybody may write to a bus. */
export function readNotice(message: unknown): Notice | undefined {
  let value: unknown;
  try {
    value = JSON.parse(String(message));
  } catch {
    return undefined;
  }
  const { event, id, owner, except, from, to, by } = (value ?? {}) as Record<string, unknown>;
  const isText = (...parts: unknown[]): boolean => parts.every((part) => typeof part === 'string');
  const isNotice =
    (event === 'destroyed' && isText(id)) ||
    (event === 'owner-revoked' && isText(owner) && Array.isArray(except)) ||
    (event === 'key-changed' && isText(from, to) && (by === 'regenerate' || by === 'sign-in'));
  return isNotice ? (value as Notice) : undefined;
}
