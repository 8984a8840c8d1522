import { StoreError } from '../contract/errors.js';
import type { CallOptions } from '../contract/call-options.js';
import type { SealedRecord, SealedStore, Unsealed } from '../contract/sealed-store.js';
import { callInTime } from '../persistence/call-in-time.js';
import { checkRecord } from '../persistence/check-record.js';
import { isToken } from './token-cookies.js';

/** A sealed store behind what every call of it needs, and the checks of what it is given and gives. */
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

  /** Keys and revocations may have to be fetched, which can fail and take too long: that is an error, never "no session". */
  unseal(token: string, cookieName: string): Promise<Unsealed | undefined> {
    return this.#call('unseal', 'read', (options) => this.#store.unseal(token, { cookieName }, options));
  }

  async seal(record: SealedRecord, cookieName: string): Promise<string> {
    checkRecord(this.#store.limits, record);
    const token = await this.#call('seal', 'read', (options) => this.#store.seal(record, { cookieName }, options));
    if (isToken(token)) return token;
    throw new StoreError('The store sealed to something else than A-Z a-z 0-9 . _ -', { outcome: 'not-applied' });
  }

  /** Does nothing where the store cannot call a token back. */
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
