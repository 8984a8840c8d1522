import { isTombstone } from '../payload/envelope.js';
import type { CallOptions } from '../contract/call-options.js';
import { CorruptSessionError, StoreError } from '../contract/errors.js';
import type { StoredSession } from '../contract/session-record.js';
import type { SessionId } from '../contract/session-id.js';
import { deleteIfVerified } from './verified-writes.js';
import { decodePayload } from '../persistence/read-record.js';
import type { KeyedContext } from './keyed-context.js';

/** The session that was live and is over. */
export interface Ended {
  readonly id: SessionId;
  /** False when an answer was lost, and another may have ended it. */
  readonly isOurs: boolean;
}

/**
 * Ends a session now, and the successor when its key was changed meanwhile: whoever loaded it before the change means both.
 * Returns what was ended, or `undefined` when nothing was there to end.
 *
 * @param known - The version that the caller has loaded saves a trip; with `owner`, only what is that owner's is ended.
 */
export async function endSession(
  context: KeyedContext,
  id: SessionId,
  {
    owner,
    version: loaded,
    signal,
  }: CallOptions & { readonly version?: string | undefined; readonly owner?: string | undefined } = {},
): Promise<Ended | undefined> {
  const giveUpAt = performance.now() + context.budget;
  let at = id;
  let version = loaded;
  let current: StoredSession | undefined;
  do {
    if (version === undefined) {
      current = await context.store.load(at, signal && { signal });
      if (!current) return undefined;
    }
    const successor = current && successorOf(context, current);
    if (successor) {
      at = successor;
      version = undefined;
      continue;
    }
    if (owner !== undefined && current?.owner !== owner) return undefined;
    const result = await deleteIfVerified(context.store, at, version ?? current!.version);
    if (result.status === 'deleted' || result.status === 'lost') {
      context.events.emit('destroyed', { id: at });
      return { id: at, isOurs: result.status === 'deleted' };
    }
    if (result.status === 'gone') return undefined;
    current = result.current;
    version = current.version;
  } while (performance.now() < giveUpAt);
  throw new StoreError('Other requests kept changing the session that was to end. Try again.', {
    outcome: 'not-applied',
  });
}

/** A session that cannot be read can be ended all the same. */
function successorOf(context: KeyedContext, stored: StoredSession): SessionId | undefined {
  try {
    const envelope = decodePayload(context, stored.payload);
    return isTombstone(envelope) ? envelope.successor : undefined;
  } catch (error) {
    if (error instanceof CorruptSessionError) return undefined;
    throw error;
  }
}
