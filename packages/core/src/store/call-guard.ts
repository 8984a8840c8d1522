import type { CallOptions } from '../contract/call-options.js';
import { SessionTooLargeError, StoreError } from '../contract/errors.js';
import type { SessionRecord } from '../contract/session-record.js';
import { refuseBadArguments, type StoreArguments } from '../contract/store-arguments.js';
import type { StoreLimits } from '../contract/store-limits.js';
import { throwIfAborted } from './call-signal.js';
import { StoreCall } from './store-call.js';

/** What a verb was called with, each argument under its name in the contract. */
export interface CallArguments extends StoreArguments {
  readonly record?: Pick<SessionRecord, 'payload' | 'expiresAt'>;
  /** The new deadline of a `touch`. */
  readonly expiresAt?: number;
}

const utf8 = new TextEncoder();

/**
 * Refuses the calls that must not reach the backend: what was aborted, comes after `close`, has bad arguments or
 * exceeds a limit.
 *
 * @example
 * ```ts
 * const guard = new CallGuard('RedisSessionStore', store.limits);
 * function remove(id: string, options?: CallOptions): StoreCall {
 *   return guard.begin('delete', { id }, options);
 * }
 * ```
 */
export class CallGuard {
  readonly #store: string;
  readonly #limits: StoreLimits;
  readonly #remedy: string;
  #isClosed = false;

  /**
   * @param store - The class of the store, for errors.
   * @param remedy - What to do about a payload that is too long, for the error.
   */
  constructor(store: string, limits: StoreLimits, remedy = 'keep less in it, or raise maxPayloadBytes') {
    this.#store = store;
    this.#limits = limits;
    this.#remedy = remedy;
  }

  /**
   * The first line of every verb. What is named is checked, even when it is `undefined`.
   *
   * @throws the reason of the signal when the call is already aborted
   * @throws `SessionError` `INVALID_ARGUMENT` that names the argument and quotes nothing of it
   * @throws `StoreError` `'not-applied'` after `close`
   * @throws `SessionTooLargeError` when the payload or the deadline exceeds a limit
   */
  begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
    throwIfAborted(options);
    const { record, expiresAt = record?.expiresAt, ...others } = given;
    refuseBadArguments(`${this.#store}.${verb}`, others);
    if (this.#isClosed) {
      throw new StoreError(`${this.#store} is closed: nothing was read or written`, { outcome: 'not-applied' });
    }
    if (record || 'expiresAt' in given) this.#refuseLate(expiresAt);
    if (record) this.#refuseLong(record.payload);
    return new StoreCall(this.#store, verb, options);
  }

  /** Refuses every later call. Calls that are already running finish. Twice is fine. */
  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #refuseLate(expiresAt: number | undefined): void {
    const { maxExpiresAt } = this.#limits;
    if (Number(expiresAt) <= maxExpiresAt) return;
    throw new SessionTooLargeError(
      `The session ends at ${expiresAt}, and ${this.#store} keeps deadlines up to ${maxExpiresAt}: shorten its timeouts`,
    );
  }

  #refuseLong(payload: string): void {
    const { maxPayloadBytes } = this.#limits;
    // A UTF-16 unit is at most three bytes of UTF-8, so most payloads need no counting.
    if (payload.length * 3 <= maxPayloadBytes) return;
    const bytes = utf8.encode(payload).byteLength;
    if (bytes <= maxPayloadBytes) return;
    throw new SessionTooLargeError(
      `The session is ${bytes} bytes long, and ${this.#store} keeps ${maxPayloadBytes}: ${this.#remedy}`,
    );
  }
}
