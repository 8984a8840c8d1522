import { deadlineFor, isRenewalDue } from '../lifetimes.js';
import { createRevision } from '../session-key.js';
import type { SessionState } from '../session-state.js';
import { updateSurely } from './sure-calls.js';
import { buildRecord, type WalkContext } from './walk-context.js';

/** The deadline that a visit now would give, when it is due to be stored; else `undefined`. */
export function renewalOf(context: WalkContext, state: SessionState): number | undefined {
  const { base, settings } = state;
  if (!base) return undefined;
  const lifetime = context.lifetimes.of(settings.lifetime);
  const asked = deadlineFor(context.now(), base.createdAt, lifetime, settings.expiry);
  const fresh = Math.min(asked, context.store.limits.maxExpiresAt);
  return isRenewalDue(base.expiresAt, fresh, lifetime, settings.expiry) ? fresh : undefined;
}

/**
 * Moves the idle deadline. A refusal is no error, because whoever changed the session has moved it too; and a renewal that fails
 * lets the read go on, because the session is still there until its former deadline.
 */
export async function renewRecord(context: WalkContext, state: SessionState, expiresAt: number): Promise<void> {
  const base = state.base!;
  if (base.version === undefined) return;
  try {
    // A touch leaves the payload alone, and the payload says how far ahead of the visit the deadline lies.
    if (context.store.canTouch && expiresAt - context.now() === base.envelope.idle) {
      const revision = createRevision();
      if (await context.store.touch(base.id, expiresAt, base.version, revision)) {
        state.base = { ...base, expiresAt, revision, version: undefined };
      }
      return;
    }
    const { record, envelope } = buildRecord(context, state);
    const result = await updateSurely(context.store, base.id, record, base.version);
    if (result.status === 'written') state.settle(base.id, record, result.version, envelope);
  } catch (error) {
    context.events.emit('unsaved', { id: base.id, reason: 'renewal-failed', error });
  }
}
