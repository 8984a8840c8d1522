import type { CallOptions } from '../contract/call-options.js';
import { StoreError } from '../contract/errors.js';
import type { SealedRecord, SealedStore, Unsealed } from '../contract/sealed-store.js';
import { callInTime } from '../persistence/call-in-time.js';
import { checkRecord } from '../persistence/check-record.js';
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

  async seal(id: string, record: Omit<SealedRecord, 'id'>, cookieName: string): Promise<string> {
    checkRecord(this.#store.limits, record);
    const sealed = sealedRecord(id, record);
    const token = await this.#call('seal', 'read', (options) => this.#store.seal(sealed, { cookieName }, options));
    if (isToken(token)) return token;
    throw new StoreError('The store sealed a session to a token with other characters than A-Z a-z 0-9 . _ -', {
      outcome: 'not-applied',
    });
  }

  /** Does nothing if the store cannot revoke. */
  async revoke(id: string, record: Omit<SealedRecord, 'id'>): Promise<void> {
    await this.#call('revoke', 'write', (options) => this.#store.revoke?.(sealedRecord(id, record), options));
  }

  #call<Result>(
    verb: string,
    effect: 'read' | 'write',
    run: (options: CallOptions) => Result | Promise<Result>,
  ): Promise<Result> {
    return callInTime({ verb, effect, timeout: this.#timeout }, run);
  }
}

/** Only what a sealed store takes of a record. */
function sealedRecord(id: string, { payload, createdAt, expiresAt, owner }: Omit<SealedRecord, 'id'>): SealedRecord {
  return { id, payload, createdAt, expiresAt, ...(owner !== undefined && { owner }) };
}
