import type { CallOptions } from '../contract/call-options.js';
import type { SessionRecord } from '../contract/session-record.js';
import { isTombstone } from '../payload/envelope.js';
import { openPayload } from '../walks/walk-context.js';
import type { ManagerConfig } from '../manager/manager-config.js';
import { parseSessionKey, type SessionId, type SessionKey } from '../session-key.js';
import { keyedRoomOf } from './keyed-room-of.js';

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
  const { context, idOf } = keyedRoomOf(config, 'inspect');
  const key = parseSessionKey(idOrKey);
  const id = key ? await idOf(key) : (idOrKey as SessionId);
  const stored = await context.store.load(id, options);
  if (!stored) return undefined;
  const { version: _version, revision: _revision, ...record } = stored;
  return { ...record, id, decoded: () => decodeData(config, record.payload) };
}

/** The data in a payload; a superseded session has none. */
export function decodeData<Data extends object>(config: ManagerConfig, payload: string): Partial<Data> {
  const envelope = openPayload(config.context, payload);
  return (isTombstone(envelope) ? {} : envelope.data) as Partial<Data>;
}
