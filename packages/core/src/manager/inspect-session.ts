import type { CallOptions } from '../contract/call-options.js';
import type { SessionRecord } from '../contract/session-record.js';
import { encodeEnvelope, isTombstone } from '../payload/envelope.js';
import { readRecord, decodePayload } from '../persistence/read-record.js';
import type { ManagerConfig } from './manager-config.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import { requireKeyedStore } from './require-keyed-store.js';
import { storedIdOf } from './stored-id.js';

/**
 * What a store keeps for one session (Django's stored session: `session_key`, `session_data`, `expire_date`,
 * `get_decoded()`).
 */
export interface InspectedSession<Data extends object> extends Omit<SessionRecord, 'revision'> {
  readonly id: SessionId;
  /** Returns the data in the payload. @throws `CorruptSessionError` if it cannot be read */
  decoded(): Partial<Data>;
}

/**
 * Returns a session that a request could load, by its id or by its key, without moving its deadline. Also returns a
 * record that cannot be read; its `decoded` says why.
 */
export async function inspectSession<Data extends object>(
  config: ManagerConfig,
  idOrKey: SessionId | SessionKey,
  options: CallOptions = {},
): Promise<InspectedSession<Data> | undefined> {
  const context = requireKeyedStore(config, 'inspect');
  const id = storedIdOf(context, idOrKey, 'inspect');
  const stored = id && (await context.store.load(id, options));
  if (!stored) return undefined;
  const { status } = readRecord(context, id, stored);
  if (status !== 'live' && status !== 'corrupt') return undefined;
  const { payload, createdAt, expiresAt, owner, attributes } = stored;
  return {
    id: context.shownId(id),
    payload,
    createdAt,
    expiresAt,
    ...(owner !== undefined && { owner }),
    ...(attributes && { attributes }),
    decoded: () => decodeData(config, payload),
  };
}

/** Returns the data in a payload; a superseded session has none. */
export function decodeData<Data extends object>(config: ManagerConfig, payload: string): Partial<Data> {
  const envelope = decodePayload(config.context, payload);
  return (isTombstone(envelope) ? {} : envelope.data) as Partial<Data>;
}

/** Returns the payload that a store would keep for that data. */
export function encodeData({ context }: ManagerConfig, data: object): string {
  const { lifetimes, limits, serializer } = context;
  const idle = Math.min(lifetimes.of(undefined).idle, limits.maxExpiresAt);
  return encodeEnvelope(serializer, { data: { ...data }, idle });
}
