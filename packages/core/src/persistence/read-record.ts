import { CorruptSessionError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import type { StoredSession } from '../contract/session-record.js';
import { isOver } from '../options/lifetimes.js';
import { decodeEnvelope, type Envelope, isTombstone, type Tombstone } from '../payload/envelope.js';
import { translatePayload } from '../payload/former-payload.js';
import { type Base, baseOf, type Found, type Superseded } from '../session/base.js';
import type { PersistenceContext } from './persistence-context.js';

/** A record as it came from a store; from a cookie, it has no version. */
export type Readable = Omit<StoredSession, 'version'> & { readonly version: string | undefined };

/** What a store has under an id, by today's timeouts. */
export type Loaded =
  | { readonly status: 'live'; readonly base: Base }
  | { readonly status: 'absent' }
  /** There is a record, but it should have ended by now. */
  | { readonly status: 'over' }
  /** Its key was changed: another id has replaced this one. */
  | ({ readonly status: 'superseded' } & Superseded & Tombstone)
  /** It cannot be read. The record stays as it is. */
  | { readonly status: 'corrupt'; readonly error: CorruptSessionError };

/** Reads a record that came from a store, or from a cookie. */
export function readRecord(context: PersistenceContext, id: SessionId, stored: Readable | undefined): Loaded {
  if (!stored) return { status: 'absent' };
  try {
    const base = decodeRecord(context, id, stored);
    if ('successor' in base) return { status: 'superseded', id, ...base };
    const { lifetime, expiry, idle } = base.envelope;
    const over = isOver(context.now(), base, idle, context.lifetimes.of(lifetime), expiry);
    return over ? { status: 'over' } : { status: 'live', base };
  } catch (error) {
    if (!(error instanceof CorruptSessionError)) throw error;
    context.events.emit('corrupt', { id, error });
    return { status: 'corrupt', error };
  }
}

/** Returns what a request gets of it. An event reports what it does not get. */
export function foundIn(context: PersistenceContext, loaded: Loaded): Found {
  if (loaded.status === 'live') return { base: loaded.base };
  if (loaded.status === 'corrupt' && context.onCorrupt === 'error') throw loaded.error;
  if (loaded.status === 'corrupt') return {};
  const isSuperseded = loaded.status === 'superseded';
  context.events.emit('rejected-key', { reason: isSuperseded ? 'superseded' : 'unknown' });
  return isSuperseded ? { superseded: loaded } : {};
}

/** Returns what a payload of any of this manager's serializers holds. @throws {@link CorruptSessionError} */
export function decodePayload(context: PersistenceContext, payload: string): Envelope | Tombstone {
  return decodeEnvelope(context.serializer, translatePayload(context.serializer, context.formerSerializers, payload));
}

/** The same, or `undefined` for a payload that cannot be read. */
export function tryDecodePayload(context: PersistenceContext, payload: string): Envelope | Tombstone | undefined {
  try {
    return decodePayload(context, payload);
  } catch (error) {
    if (error instanceof CorruptSessionError) return undefined;
    throw error;
  }
}

/** Returns the session, or the tombstone, that a record holds. @throws {@link CorruptSessionError} */
export function decodeRecord(context: PersistenceContext, id: SessionId, stored: Readable): Base | Tombstone {
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
