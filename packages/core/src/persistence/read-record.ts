import { CorruptSessionError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import type { StoredSession } from '../contract/session-record.js';
import { isOver } from '../options/lifetimes.js';
import { decodeEnvelope, type Envelope, isTombstone, type Tombstone } from '../payload/envelope.js';
import { translatePayload } from '../payload/former-payload.js';
import { type Base, baseOf } from '../session/base.js';
import type { PersistenceContext } from './persistence-context.js';
import type { Found } from './session-persistence.js';

/** A record as it came from a store; from a cookie, it has no version. */
export type Readable = Omit<StoredSession, 'version'> & { readonly version: string | undefined };

/** What stands under an id, by today's policy. */
export type Loaded =
  | { readonly status: 'live'; readonly base: Base }
  | { readonly status: 'absent' }
  /** It is there, but should have ended by now. */
  | { readonly status: 'over' }
  /** Its key was changed: this id opens nothing any more. */
  | { readonly status: 'superseded'; readonly successor: SessionId }
  /** It cannot be read; the record is left as it is. */
  | { readonly status: 'corrupt'; readonly error: CorruptSessionError };

/** Reads a record that came from a store, or from a cookie. */
export function readRecord(context: PersistenceContext, id: SessionId, stored: Readable | undefined): Loaded {
  if (!stored) return { status: 'absent' };
  try {
    const base = openRecord(context, id, stored);
    if ('successor' in base) return { status: 'superseded', successor: base.successor };
    const { lifetime, expiry, idle } = base.envelope;
    const over = isOver(context.now(), base, idle, context.lifetimes.of(lifetime), expiry);
    return over ? { status: 'over' } : { status: 'live', base };
  } catch (error) {
    if (!(error instanceof CorruptSessionError)) throw error;
    context.events.emit('corrupt', { id, error });
    return { status: 'corrupt', error };
  }
}

/** What a request is given of it; what it is not given is said by an event. */
export function foundIn(context: PersistenceContext, id: SessionId, loaded: Loaded): Found {
  if (loaded.status === 'live') return { base: loaded.base };
  if (loaded.status === 'corrupt' && context.onCorrupt === 'error') throw loaded.error;
  if (loaded.status === 'corrupt') return {};
  const isSuperseded = loaded.status === 'superseded';
  context.events.emit('rejected-key', { reason: isSuperseded ? 'superseded' : 'unknown' });
  return isSuperseded ? { superseded: { id, successor: loaded.successor } } : {};
}

/** What a payload holds, whoever of this manager's serializers wrote it. @throws {@link CorruptSessionError} */
export function openPayload(context: PersistenceContext, payload: string): Envelope | Tombstone {
  return decodeEnvelope(context.serializer, translatePayload(context.serializer, context.formerSerializers, payload));
}

/** What stands under an id: a session, or the tombstone of one. @throws {@link CorruptSessionError} */
export function openRecord(context: PersistenceContext, id: SessionId, stored: Readable): Base | Tombstone {
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
