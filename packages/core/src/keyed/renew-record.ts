import { createRevision } from '../keys/revision.js';
import { deadlineFor, isRenewalDue } from '../options/lifetimes.js';
import { buildRecord } from '../persistence/build-record.js';
import type { StoredState } from '../session/session-state.js';
import type { KeyedContext } from './keyed-context.js';
import { updateVerified } from './verified-writes.js';

/**
 * Returns the deadline that a visit now would give, and how far ahead that is, when it is due to be stored; else
 * `undefined`.
 */
export function renewalOf(
  context: KeyedContext,
  { base, pending }: StoredState,
): { expiresAt: number; idle: number } | undefined {
  const { settings } = pending;
  const now = context.now();
  const lifetime = context.lifetimes.of(settings.lifetime);
  const expiresAt = deadlineFor(now, base.createdAt, lifetime, settings.expiry, context.limits.maxExpiresAt);
  const isDue = isRenewalDue(base.expiresAt, expiresAt, lifetime, settings.expiry);
  return isDue ? { expiresAt, idle: expiresAt - now } : undefined;
}

/**
 * Moves the idle deadline. A conflict is not an error, because the request that changed the session has moved it, too.
 * When a renewal fails the read goes on, because the session lasts until its former deadline.
 */
export async function renewRecord(context: KeyedContext, state: StoredState): Promise<void> {
  const { base } = state;
  if (base.version === undefined) return;
  try {
    // A change that the application has made since belongs to a later commit, and might need another key.
    const renewal = state.pendingChange() === 'same' ? renewalOf(context, state) : undefined;
    if (!renewal) return;
    const { expiresAt, idle } = renewal;
    // A touch leaves the payload alone, which says how far ahead of the visit the deadline lies, and may be the text of
    // a former serializer.
    if (context.store.canTouch && idle === base.envelope.idle && !base.isTranslated) {
      const revision = createRevision();
      if (await context.store.touch(base.id, expiresAt, base.version, revision))
        state.confirmTouch(base, expiresAt, revision);
      return;
    }
    state.pending.beginWrite();
    const built = buildRecord(context, state);
    const result = await updateVerified(context.store, base.id, built.record, base.version);
    if (result.status === 'lost') throw result.error;
    if (result.status === 'written') state.confirmWrite(base.id, built, result.version);
  } catch (error) {
    context.events.emit('unsaved', { id: base.id, reason: 'renewal-failed', error }, state.situation.request);
  }
}
