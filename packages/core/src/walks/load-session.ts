import { CorruptSessionError } from '../contract/errors.js';
import type { CallOptions } from '../contract/call-options.js';
import { isOver } from '../lifetimes.js';
import type { SessionId } from '../session-key.js';
import type { Base } from '../session/session-state.js';
import { baseOf, type WalkContext } from './walk-context.js';

/** What stands under an id, by today's policy. */
export type Loaded =
  | { readonly status: 'live'; readonly base: Base }
  | { readonly status: 'absent' }
  /** Its key was changed: this id opens nothing any more. */
  | { readonly status: 'superseded' }
  /** It cannot be read; the record is left as it is. */
  | { readonly status: 'corrupt'; readonly error: CorruptSessionError };

export async function loadSession(context: WalkContext, id: SessionId, options?: CallOptions): Promise<Loaded> {
  const stored = await context.store.load(id, options);
  if (!stored) return { status: 'absent' };
  try {
    const base = baseOf(context, id, stored);
    if (!base) return { status: 'superseded' };
    const { lifetime, expiry, idle } = base.envelope;
    const over = isOver(context.now(), base, idle, context.lifetimes.of(lifetime), expiry);
    return over ? { status: 'absent' } : { status: 'live', base };
  } catch (error) {
    if (!(error instanceof CorruptSessionError)) throw error;
    context.events.emit('corrupt', { id, error });
    return { status: 'corrupt', error };
  }
}
