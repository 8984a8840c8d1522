import type { AttributeValue, SessionRecord } from '../contract/session-record.js';
import { createRevision } from '../keys/revision.js';
import { cookieEnd, deadlineFor, longestCookieLife } from '../options/lifetimes.js';
import { encodeOwnEnvelope, type Envelope } from '../payload/envelope.js';
import type { SessionState } from '../session/session-state.js';
import type { PersistenceContext } from './persistence-context.js';

export interface BuiltRecord {
  readonly record: SessionRecord;
  readonly envelope: Envelope;
}

/**
 * The record that would be stored now, with all changes up to this moment.
 *
 * @param isRecorded - Nothing of the application's has run since the state's outcome was asked for.
 * @param more - What the envelope holds beside.
 */
export function buildRecord(
  context: PersistenceContext,
  state: SessionState,
  renew = true,
  isRecorded = false,
  more?: Pick<Envelope, 'sealedUntil'>,
): BuiltRecord {
  const now = context.now();
  const { base, settings, keyChange } = state;
  const createdAt = !base || keyChange === 'sign-in' ? now : base.createdAt;
  const lifetime = context.lifetimes.of(settings.lifetime);
  const asked = deadlineFor(now, createdAt, lifetime, settings.expiry);
  const kept =
    base && !renew && settings.lifetime === base.envelope.lifetime && settings.expiry === base.envelope.expiry;
  const expiresAt = kept ? base.expiresAt : Math.min(asked, context.limits.maxExpiresAt);
  const end = cookieEnd(createdAt, lifetime, settings.expiry);
  const sentAt = !base || keyChange ? now : base.envelope.cookieSentAt;
  state.send(isRecorded);
  const flash = state.flashToStore;
  const envelope: Envelope = {
    data: state.changes.snapshot(),
    ...(flash && { flash }),
    ...(settings.lifetime !== undefined && { lifetime: settings.lifetime }),
    ...(settings.expiry !== undefined && { expiry: settings.expiry }),
    idle: kept ? base.envelope.idle : expiresAt - now,
    ...(settings.started && { started: true }),
    ...(end !== undefined && sentAt !== undefined && end > sentAt + longestCookieLife && { cookieSentAt: sentAt }),
    ...more,
  };
  const payload = encodeOwnEnvelope(context.serializer, envelope);
  const attributes = context.attributes && definedOnly(context.attributes(state.changes.copy()));
  const record: SessionRecord = {
    payload,
    createdAt,
    expiresAt,
    revision: createRevision(),
    ...(settings.owner !== undefined && { owner: settings.owner }),
    ...(attributes && Object.keys(attributes).length > 0 && { attributes }),
  };
  return { record, envelope };
}

function definedOnly(attributes: Readonly<Record<string, AttributeValue | undefined>>): Record<string, AttributeValue> {
  const result: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) result[name] = value;
  return result;
}
