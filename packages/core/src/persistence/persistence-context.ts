import { InterruptedError, SessionTooLargeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import type { AttributeValue, SessionRecord, StoredSession } from '../contract/session-record.js';
import type { StoreLimits } from '../contract/store-limits.js';
import {
  decodeEnvelope,
  encodeEnvelope,
  encodeOwnEnvelope,
  type Envelope,
  isTombstone,
  type Tombstone,
  tombstoneLife,
} from '../payload/envelope.js';
import { translatePayload } from '../payload/former-payload.js';
import { cookieEnd, deadlineFor, type Lifetimes, longestCookieLife } from '../options/lifetimes.js';
import type { EventHub } from '../events/event-hub.js';
import type { ConflictDecision } from '../changes/change-replay.js';
import { createRevision, type KeyAndId, type SessionId } from '../keys/session-key.js';
import { type Base, baseOf } from '../session/base.js';
import type { SessionState } from '../session/session-state.js';
import type { StoreCalls } from '../keyed/store-calls.js';

/** What the manager was configured with, as far as storing a session needs it, whatever the kind of store. */
export interface WalkContext {
  readonly limits: StoreLimits;
  readonly serializer: Serializer;
  /** They only read. */
  readonly formerSerializers: readonly Serializer[];
  readonly lifetimes: Lifetimes;
  readonly events: EventHub;
  readonly now: () => number;
  /** How long conflicts are tried again, in milliseconds. */
  readonly budget: number;
  readonly onInterrupted: 'error' | 'discard';
  readonly onCorrupt: 'error' | 'discard';
  readonly attributes:
    | ((data: Record<string, unknown>) => Readonly<Record<string, AttributeValue | undefined>>)
    | undefined;
  readonly decide: ConflictDecision;
  readonly createKeyAndId: () => KeyAndId;
  /** What may be shown of a stored id: itself, or its digest where the store sees the keys. */
  readonly shownId: (id: SessionId) => SessionId;
}

/** The same, with a store that keeps records under an id. */
export interface KeyedContext extends WalkContext {
  readonly store: StoreCalls;
}

/** The same for a request that has until then for all its calls of the store, by `performance.now()`. */
export function within(context: KeyedContext, endsAt: number): KeyedContext {
  return { ...context, store: context.store.until(endsAt) };
}

/** A record as it came from a store; from a cookie, it has no version. */
export type Readable = Omit<StoredSession, 'version'> & { readonly version: string | undefined };

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
  context: WalkContext,
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

export function tombstoneRecord(
  context: WalkContext,
  { createdAt }: Pick<SessionRecord, 'createdAt'>,
  tombstone: Tombstone,
): SessionRecord {
  return {
    payload: encodeEnvelope(context.serializer, tombstone),
    createdAt,
    expiresAt: context.now() + tombstoneLife,
    revision: createRevision(),
  };
}

/** What a payload holds, whoever of this manager's serializers wrote it. @throws {@link CorruptSessionError} */
export function openPayload(context: WalkContext, payload: string): Envelope | Tombstone {
  return decodeEnvelope(context.serializer, translatePayload(context.serializer, context.formerSerializers, payload));
}

/** What stands under an id: a session, or the tombstone of one. @throws {@link CorruptSessionError} */
export function openRecord(context: WalkContext, id: SessionId, stored: Readable): Base | Tombstone {
  const payload = translatePayload(context.serializer, context.formerSerializers, stored.payload);
  const envelope = decodeEnvelope(context.serializer, payload);
  if (isTombstone(envelope)) return envelope;
  const base = baseOf(id, stored, stored.version, envelope);
  if (payload !== stored.payload) {
    base.payload = payload;
    base.isTranslated = true;
  }
  return base;
}

/** Applies the request's changes to what another has stored; to nothing, when the session is to be a new one. */
export function rebase(context: WalkContext, state: SessionState, base: Base | undefined): void {
  const conflicts: string[] = [];
  try {
    state.rebase(base, (key, values, broken) => {
      if (!base) return broken ? undefined : values.mine;
      conflicts.push(key);
      return context.decide(key, values, broken);
    });
  } finally {
    // Afterwards, because what a listener does to the session while its changes are applied again would be lost.
    if (base) for (const key of conflicts) context.events.emit('conflict', { id: base.id, key });
  }
}

/** The session went away: nothing of this request is stored, and the answer carries no cookie. */
export function interrupt(context: WalkContext, state: SessionState, id: SessionId, hadOwner: boolean): void {
  const error = interruption(context, state, id, hadOwner);
  if (state.keyChange || context.onInterrupted === 'error') throw error;
}

/** The same, for what must not go unsaid. */
export function interruption(
  context: WalkContext,
  state: SessionState,
  id: SessionId,
  hadOwner: boolean,
): InterruptedError {
  context.events.emit('interrupted', { id });
  state.mode = 'detached';
  state.cookie = undefined;
  return new InterruptedError(hadOwner);
}

/** Names what takes the room, so that the error says what to do. */
export function explainSize(error: unknown, state: SessionState): unknown {
  if (!(error instanceof SessionTooLargeError)) return error;
  const largest = state.changes.largest(3).map(({ key, size }) => `${JSON.stringify(key)} (${size} characters)`);
  return new SessionTooLargeError(`${error.message} Largest keys: ${largest.join(', ') || 'none'}.`, { cause: error });
}

/** A key and id that the next change of the session can use. */
export function renewNext(context: WalkContext, state: SessionState): void {
  state.next = context.createKeyAndId();
}

function definedOnly(attributes: Readonly<Record<string, AttributeValue | undefined>>): Record<string, AttributeValue> {
  const result: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) result[name] = value;
  return result;
}
