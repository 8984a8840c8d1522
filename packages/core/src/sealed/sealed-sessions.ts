import type { SealedRecord } from '../contract/sealed-store.js';
import type { SessionId } from '../contract/session-id.js';
import { isTombstone } from '../payload/envelope.js';
import type { Ending } from '../persistence/end-each.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import { type Loaded, readRecord, tryDecodePayload } from '../persistence/read-record.js';
import { latestDeadline } from './reseal-due.js';
import type { SealedCalls } from './sealed-calls.js';

/** The content of a token, and whether an older key has sealed it. */
interface LoadedToken {
  readonly loaded: Loaded;
  readonly isAged: boolean;
}

/** Reads and ends the sessions that sealed tokens hold. */
export class SealedSessions {
  readonly #context: PersistenceContext;
  readonly #calls: SealedCalls;

  constructor(context: PersistenceContext, calls: SealedCalls) {
    this.#context = context;
    this.#calls = calls;
  }

  /** Reads a token that came in, or was sealed for, the cookie of that name. */
  async load(token: string, cookieName: string): Promise<LoadedToken> {
    const unsealed = await this.#calls.unseal(token, cookieName);
    if (!unsealed) return { loaded: { status: 'absent' }, isAged: false };
    const record = { ...unsealed.record, revision: '', version: undefined };
    return { loaded: readRecord(this.#context, record.id as SessionId, record), isAged: unsealed.reseal };
  }

  /** Revokes all tokens of a session. Does nothing if the store cannot revoke. */
  async revoke(id: string, record: Omit<SealedRecord, 'id'>): Promise<void> {
    // A session whose payload cannot be read is ended all the same.
    const envelope = tryDecodePayload(this.#context, record.payload);
    const { sealedUntil = 0 } = envelope && !isTombstone(envelope) ? envelope : {};
    // Another request may have sealed it with a later deadline than this one knows, or with another lifetime.
    const expiresAt = Math.max(record.expiresAt, sealedUntil, latestDeadline(this.#context, record.createdAt));
    await this.#calls.revoke(id, { ...record, expiresAt });
  }

  /** Revokes a session, and reports that it has ended. */
  async end(id: string, record: Omit<SealedRecord, 'id'>): ReturnType<Ending> {
    await this.revoke(id, record);
    this.#context.events.emit('destroyed', { id: id as SessionId });
    return { isOurs: true };
  }

  /** Ends the session of a token that came under that cookie name, if the token is valid. */
  async endToken(token: string, cookieName: string): ReturnType<Ending> {
    const unsealed = await this.#calls.unseal(token, cookieName);
    return unsealed && this.end(unsealed.record.id, unsealed.record);
  }
}
