import type { AttributeValue, SessionRecord } from '../contract/session-record.js';
import { createRevision } from '../keys/revision.js';
import { cookieEnd, deadlineFor, longestCookieLife } from '../options/lifetimes.js';
import { encodeOwnEnvelope, type Envelope } from '../payload/envelope.js';
import type { BuiltRecord, SessionState } from '../session/session-state.js';
import type { PersistenceContext } from './persistence-context.js';

/**
 * Builds the record of the write that {@link PendingChanges.beginWrite} has begun.
 *
 * @param movesDeadline - Whether the idle time begins anew.
 * @param sealedUntil - See {@link Envelope}.
 */
export function buildRecord(
  context: PersistenceContext,
  { base, pending, keyChange }: SessionState,
  { movesDeadline = true, sealedUntil }: { readonly movesDeadline?: boolean; readonly sealedUntil?: number } = {},
): BuiltRecord {
  const now = context.now();
  const { settings } = pending;
  const createdAt = !base || keyChange === 'sign-in' ? now : base.createdAt;
  const lifetime = context.lifetimes.of(settings.lifetime);
  const isSameEnd = settings.lifetime === base?.envelope.lifetime && settings.expiry === base?.envelope.expiry;
  const kept = base && !movesDeadline && isSameEnd ? base : undefined;
  const { maxExpiresAt } = context.limits;
  const expiresAt = kept?.expiresAt ?? deadlineFor(now, createdAt, lifetime, settings.expiry, maxExpiresAt);
  const end = cookieEnd(createdAt, lifetime, settings.expiry);
  const sentAt = !base || keyChange ? now : base.envelope.cookieSentAt;
  const flash = pending.flashToStore;
  const envelope: Envelope = {
    data: pending.data.snapshot(),
    ...(flash && { flash }),
    ...(settings.lifetime !== undefined && { lifetime: settings.lifetime }),
    ...(settings.expiry !== undefined && { expiry: settings.expiry }),
    idle: kept?.envelope.idle ?? expiresAt - now,
    ...(settings.started && { started: true }),
    ...(end !== undefined && sentAt !== undefined && end > sentAt + longestCookieLife && { cookieSentAt: sentAt }),
    ...(sealedUntil !== undefined && { sealedUntil }),
  };
  const payload = encodeOwnEnvelope(context.serializer, envelope);
  const attributes = context.attributes && attributesOf(context, pending.data.copy());
  const record: SessionRecord = {
    payload,
    createdAt,
    expiresAt,
    revision: createRevision(),
    ...(settings.owner !== undefined && { owner: settings.owner }),
    ...(attributes && { attributes }),
  };
  return { record, envelope };
}

/** Returns the values for the store's extra columns, if there are any. `undefined` leaves a column empty. */
export function attributesOf(
  { attributes }: PersistenceContext,
  data: Record<string, unknown>,
): Record<string, AttributeValue> | undefined {
  const result: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes?.(data) ?? {})) if (value !== undefined) result[name] = value;
  return Object.keys(result).length > 0 ? result : undefined;
}
