import { deadlineFor, isRenewalDue } from '../options/lifetimes.js';
import { createRevision } from '../keys/revision.js';
import type { SessionState } from '../session/session-state.js';
import { updateVerified } from './verified-writes.js';
import { buildRecord } from '../persistence/build-record.js';
import type { KeyedContext } from './keyed-context.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';

/** The deadline that a visit now would give, and how far ahead that is, when it is due to be stored; else `undefined`. */
export function renewalOf(
  context: PersistenceContext,
  state: SessionState,
): { expiresAt: number; idle: number } | undefined {
  const { base, settings } = state;
  if (!base) return undefined;
  const now = context.now();
  const lifetime = context.lifetimes.of(settings.lifetime);
  const asked = deadlineFor(now, base.createdAt, lifetime, settings.expiry);
  const expiresAt = Math.min(asked, context.limits.maxExpiresAt);
  const isDue = isRenewalDue(base.expiresAt, expiresAt, lifetime, settings.expiry);
  return isDue ? { expiresAt, idle: expiresAt - now } : undefined;
}

/**
 * Moves the idle deadline. A refusal is no error, because whoever changed the session has moved it too; and a renewal that fails
 * lets the read go on, because the session is still there until its former deadline.
 */
export async function renewRecord(context: KeyedContext, state: SessionState): Promise<void> {
  const base = state.base!;
  if (base.version === undefined) return;
  try {
    // What the application has done since the renewal was asked for is not its affair, and might need another key.
    const renewal = state.outcome() === 'same' ? renewalOf(context, state) : undefined;
    if (!renewal) return;
    const { expiresAt, idle } = renewal;
    // A touch leaves the payload alone: the payload says how far ahead of the visit the deadline lies, and may be in the text of
    // a former serializer.
    if (context.store.canTouch && idle === base.envelope.idle && !base.isTranslated) {
      const revision = createRevision();
      if (await context.store.touch(base.id, expiresAt, base.version, revision)) {
        state.base = { ...base, expiresAt, revision, version: undefined };
      }
      return;
    }
    const { record, envelope } = buildRecord(context, state);
    const result = await updateVerified(context.store, base.id, record, base.version);
    if (result.status === 'lost') throw result.error;
    if (result.status === 'written') state.settle(base.id, record, result.version, envelope);
  } catch (error) {
    context.events.emit('unsaved', { id: base.id, reason: 'renewal-failed', error }, state.request);
  }
}
