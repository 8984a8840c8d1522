import { CorruptSessionError } from '../contract/errors.js';
import type { CallOptions } from '../contract/call-options.js';
import { isOver } from '../options/lifetimes.js';
import type { SessionId } from '../keys/session-key.js';
import type { Base } from '../session/base.js';
import type { Found } from './session-persistence.js';
import { openRecord, type KeyedContext, type Readable, type WalkContext } from './persistence-context.js';

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

export async function loadSession(context: KeyedContext, id: SessionId, options?: CallOptions): Promise<Loaded> {
  return readRecord(context, id, await context.store.load(id, options));
}

/** Reads a record that came from a store, or from a cookie. */
export function readRecord(context: WalkContext, id: SessionId, stored: Readable | undefined): Loaded {
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
export function foundIn(context: WalkContext, id: SessionId, loaded: Loaded): Found {
  if (loaded.status === 'live') return { base: loaded.base };
  if (loaded.status === 'corrupt' && context.onCorrupt === 'error') throw loaded.error;
  if (loaded.status === 'corrupt') return {};
  const isSuperseded = loaded.status === 'superseded';
  context.events.emit('rejected-key', { reason: isSuperseded ? 'superseded' : 'unknown' });
  return isSuperseded ? { superseded: { id, successor: loaded.successor } } : {};
}
