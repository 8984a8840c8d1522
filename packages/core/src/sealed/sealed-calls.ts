import type { CallOptions } from '../contract/call-options.js';
import { StoreError } from '../contract/errors.js';
import type { SealedRecord, SealedStore, Unsealed } from '../contract/sealed-store.js';
import type { SessionId } from '../contract/session-id.js';
import { callInTime } from '../persistence/call-in-time.js';
import { checkRecord } from '../persistence/check-record.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import { type Loaded, readRecord } from '../persistence/read-record.js';
import { isToken } from './token-cookies.js';

/**
 * The calls of a sealed store, each with a deadline and typed errors, and with checks of what goes in and comes out.
 */
export class SealedCalls {
  readonly #store: SealedStore;
  readonly #timeout: number;

  /** @param timeout - Milliseconds that one call may take. */
  constructor(store: SealedStore, timeout: number) {
    this.#store = store;
    this.#timeout = timeout;
  }

  get maxCookies(): number {
    return this.#store.maxCookies ?? 1;
  }

  get canRevoke(): boolean {
    return this.#store.revoke !== undefined;
  }

  /** Fetching keys and revocations can fail or take too long: that is an error, never "no session". */
  unseal(token: string, cookieName: string): Promise<Unsealed | undefined> {
    return this.#call('unseal', 'read', (options) => this.#store.unseal(token, { cookieName }, options));
  }

  async seal(record: SealedRecord, cookieName: string): Promise<string> {
    checkRecord(this.#store.limits, record);
    const token = await this.#call('seal', 'read', (options) => this.#store.seal(record, { cookieName }, options));
    if (isToken(token)) return token;
    throw new StoreError('The store sealed to something else than A-Z a-z 0-9 . _ -', { outcome: 'not-applied' });
  }

  /** Does nothing if the store cannot revoke. */
  async revoke(record: SealedRecord): Promise<void> {
    await this.#call('revoke', 'write', (options) => this.#store.revoke?.(record, options));
  }

  #call<Result>(
    verb: string,
    effect: 'read' | 'write',
    run: (options: CallOptions) => Result | Promise<Result>,
  ): Promise<Result> {
    return callInTime({ verb, effect, timeout: this.#timeout }, run);
  }
}

/** Returns what a sealed store gets of a record. */
export function sealedRecord(
  id: SessionId,
  { payload, createdAt, expiresAt, owner }: Omit<SealedRecord, 'id'>,
): SealedRecord {
  return { id, payload, createdAt, expiresAt, ...(owner !== undefined && { owner }) };
}

/** What a token holds. */
export interface UnsealedToken {
  readonly loaded: Loaded;
  /** An older key has sealed it. */
  readonly isAged: boolean;
}

/** Unseals a token that came in, or was sealed for, the cookie of that name. */
export async function unsealToken(
  context: PersistenceContext,
  calls: SealedCalls,
  token: string,
  cookieName: string,
): Promise<UnsealedToken> {
  const unsealed = await calls.unseal(token, cookieName);
  if (!unsealed) return { loaded: { status: 'absent' }, isAged: false };
  const record = { ...unsealed.record, revision: '', version: undefined };
  return { loaded: readRecord(context, record.id as SessionId, record), isAged: unsealed.reseal };
}
