import { isTombstone } from '../payload/envelope.js';
import type { CallOptions } from '../contract/call-options.js';
import { StoreError } from '../contract/errors.js';
import type { StoredSession } from '../contract/session-record.js';
import type { SessionId } from '../contract/session-id.js';
import { deleteIfVerified } from './verified-writes.js';
import type { Ended } from '../persistence/end-each.js';
import { tryDecodePayload } from '../persistence/read-record.js';
import type { KeyedContext } from './keyed-context.js';

/**
 * Ends a session now, and its successor when the key was changed meanwhile: a caller that loaded it before the change
 * means both. Returns what was ended, or `undefined` when there was nothing to end.
 *
 * @param options - `version`: the one that the caller has loaded, which saves a round trip. `owner`: ends only a
 * session of that owner.
 */
export async function endSession(
  context: KeyedContext,
  id: SessionId,
  options: CallOptions & { readonly version?: string | undefined; readonly owner?: string | undefined } = {},
): Promise<Ended | undefined> {
  const { owner } = options;
  const giveUpAt = performance.now() + context.budget;
  let at = id;
  let { version } = options;
  let current: StoredSession | undefined;
  do {
    if (version === undefined) {
      current = await context.store.load(at, options);
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
      return { isOurs: result.status === 'deleted' };
    }
    if (result.status === 'gone') return undefined;
    current = result.current;
    version = current.version;
  } while (performance.now() < giveUpAt);
  const message = 'Other requests kept changing the session that was to end. Try again.';
  throw new StoreError(message, { outcome: 'not-applied' });
}

/** A session that cannot be read has none, and can be ended all the same. */
function successorOf(context: KeyedContext, { payload }: StoredSession): SessionId | undefined {
  const envelope = tryDecodePayload(context, payload);
  return envelope && isTombstone(envelope) ? envelope.successor : undefined;
}
