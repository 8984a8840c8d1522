import type { SessionId } from '../contract/session-id.js';
import { type Loaded, readRecord } from '../persistence/read-record.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import type { SealedCalls } from './sealed-calls.js';

/** What a token opens. */
export interface OpenedToken {
  readonly id: SessionId;
  readonly loaded: Loaded;
  /** An older key has sealed it. */
  readonly isAged: boolean;
}

/** Opens a token that came in, or was sealed for, the cookie of that name. */
export async function openToken(
  context: PersistenceContext,
  calls: SealedCalls,
  token: string,
  cookieName: string,
): Promise<OpenedToken> {
  const unsealed = await calls.unseal(token, cookieName);
  const record = unsealed && { ...unsealed.record, revision: '', version: undefined };
  const id = (record?.id ?? '') as SessionId;
  return { id, loaded: readRecord(context, id, record), isAged: unsealed?.reseal ?? false };
}
