import type { CallOptions } from '../contract/call-options.js';
import type { SessionRecord } from '../contract/session-record.js';
import { CorruptSessionError } from '../contract/errors.js';
import { encodeEnvelope, isTombstone } from '../payload/envelope.js';
import { openPayload, type WalkContext } from '../walks/walk-context.js';
import type { ManagerConfig } from '../manager/manager-config.js';
import type { SessionId, SessionKey } from '../session-key.js';
import { keyedRoomOf } from './keyed-room-of.js';
import { storedIdOf } from './stored-id.js';

/** What a store keeps for one session (Django's stored session: `session_key`, `session_data`, `expire_date`, `get_decoded()`). */
export interface InspectedSession<Data extends object> extends Omit<SessionRecord, 'revision'> {
  readonly id: SessionId;
  /** The data in the payload. @throws {@link CorruptSessionError} when it cannot be read */
  decoded(): Partial<Data>;
}

/** Looks at a live record, by its id or by its key. It is not visited by that. */
export async function inspectSession<Data extends object>(
  config: ManagerConfig,
  idOrKey: SessionId | SessionKey,
  options: CallOptions = {},
): Promise<InspectedSession<Data> | undefined> {
  const room = keyedRoomOf(config, 'inspect');
  const { context } = room;
  const id = storedIdOf(room, idOrKey, 'inspect');
  const stored = id && (await context.store.load(id, options));
  if (!stored) return undefined;
  const { version: _version, revision: _revision, ...record } = stored;
  const payload = room.hashesIds ? record.payload : withoutKey(context, record.payload);
  return { ...record, payload, id: context.shownId(id), decoded: () => decodeData(config, payload) };
}

/** Where ids are not hashed, a tombstone names the successor by its key, which nobody may read. */
function withoutKey(context: WalkContext, payload: string): string {
  try {
    const envelope = openPayload(context, payload);
    if (!isTombstone(envelope)) return payload;
    return encodeEnvelope(context.serializer, { ...envelope, successor: context.shownId(envelope.successor) });
  } catch (error) {
    if (error instanceof CorruptSessionError) return payload;
    throw error;
  }
}

/** The data in a payload; a superseded session has none. */
export function decodeData<Data extends object>(config: ManagerConfig, payload: string): Partial<Data> {
  const envelope = openPayload(config.context, payload);
  return (isTombstone(envelope) ? {} : envelope.data) as Partial<Data>;
}
