import {
  type CallOptions,
  type SealContext,
  type SealedRecord,
  type SealedStore,
  SessionError,
  SessionTooLargeError,
  type StoreLimits,
  type Unsealed,
} from '@sess/core';
import { type Awaitable, whenThere } from './awaitable.js';
import { askedRing } from './asked-ring.js';
import { KeyRing } from './key-ring.js';
import { openToken, sealRecord } from './seal.js';
import type { SealingKey } from './sealing-key.js';
import type { Bytes } from './platform/cipher.js';
import type { Layout } from './plaintext.js';
import type { Revocations } from './revocations.js';
import { type CookieSessionStoreOptions, checkStoreOptions } from './store-options.js';
import { contextOf, readToken } from './token.js';

/** What is left of a cookie's 4,096 bytes for a token, with a usual name and all attributes. */
const tokenLength = 3900;
/** Head, tag, bookkeeping with an owner of usual length, and padding. */
const overhead = 200;
/** DEFLATE seldom gets more out of a session's JSON. */
const bestRatio = 4;
/** The last instant that a Date can be. */
const endOfTime = 8_640_000_000_000_000;

/**
 * Keeps the whole session in the cookie: encrypted and authenticated (AES-256-GCM, a key for each cookie), bound to the cookie's
 * name and to a purpose, with its deadline inside.
 *
 * Nothing is on the server, so there is no list of sessions and, without `revocations`, no sign-out that holds against a cookie
 * that somebody kept. Of two requests at once the later answer wins. `FORMAT.md` describes every byte.
 *
 * @example
 * ```ts
 * const store = new CookieSessionStore({ keys: [{ name: '2026-11', secret: process.env['SESSION_KEY'] ?? '' }] });
 * ```
 */
export class CookieSessionStore implements SealedStore {
  readonly kind = 'sealed';
  readonly limits: StoreLimits;
  readonly maxCookies: number;
  /** Only with `revocations`. */
  readonly revoke?: (record: SealedRecord, options?: CallOptions) => Promise<void>;
  readonly #ring: () => Awaitable<KeyRing>;
  readonly #purpose: string;
  /** Of the last cookie name: an application has one, or two. */
  #context: { readonly cookieName: string; readonly bytes: Bytes } | undefined;
  readonly #layout: Layout;
  readonly #revocations: Revocations | undefined;
  readonly #now: () => number;

  /** @throws {@link @sess/core#SessionError} `INVALID_OPTION` for weak keys, and for options that are unknown or impossible. */
  constructor(options: CookieSessionStoreOptions) {
    checkStoreOptions(options);
    const { keys, purpose = 'session', maxCookies = 1, compress = false, padTo = 64, revocations, clock } = options;
    this.#ring = typeof keys === 'function' ? askedRing(keys) : fixedRing(keys);
    this.#purpose = purpose;
    this.#layout = { compress, padTo };
    this.#revocations = revocations;
    this.#now = clock ?? Date.now;
    this.maxCookies = maxCookies;
    const room = Math.floor((maxCookies * tokenLength * 3) / 4) - overhead;
    this.limits = Object.freeze({
      maxPayloadBytes: compress ? room * bestRatio : room,
      expiryGranularityMs: 1,
      // A sign-out must be remembered for as long as a copy of the cookie could open.
      maxExpiresAt: Math.min(endOfTime, revocations?.maxExpiresAt ?? endOfTime),
      durable: true,
    });
    if (revocations) {
      this.revoke = async (record, callOptions) => {
        callOptions?.signal?.throwIfAborted();
        await revocations.revoke(record, callOptions);
      };
    }
  }

  /**
   * Answers with a token: base64url, at once on Node unless the keys are a function that is asynchronous.
   *
   * @throws {@link @sess/core#SessionTooLargeError} when the payload or the deadline is over the limits
   * @throws {@link @sess/core#StoreError} when the keys cannot be had
   */
  seal(record: SealedRecord, { cookieName }: SealContext, options?: CallOptions): string | Promise<string> {
    options?.signal?.throwIfAborted();
    this.#checkLimits(record);
    return whenThere(this.#ring(), ({ sealing: key }) =>
      sealRecord(record, this.#layout, { key, context: this.#contextFor(cookieName) }),
    );
  }

  /**
   * Opens a token; `undefined` for whatever a store with these keys did not seal for this purpose and cookie name, and for what
   * is expired or revoked.
   *
   * @throws {@link @sess/core#StoreError} when the keys or the revocations cannot be had
   */
  unseal(
    token: string,
    { cookieName }: SealContext,
    options?: CallOptions,
  ): Unsealed | undefined | Promise<Unsealed | undefined> {
    options?.signal?.throwIfAborted();
    const parts = readToken(token);
    if (!parts) return undefined;
    return whenThere(this.#ring(), (ring) => {
      const key = ring.find(parts.keyName);
      if (!key) return undefined;
      return whenThere(openToken(parts, { key, context: this.#contextFor(cookieName) }), (record) => {
        // A sign-out cannot be remembered after maxExpiresAt, which may have been later when this was sealed.
        if (!record || this.#now() >= Math.min(record.expiresAt, this.limits.maxExpiresAt)) return undefined;
        const opened = { record, reseal: key.isFormer };
        if (!this.#revocations) return opened;
        return whenThere(this.#revocations.isRevoked(record, options), (isRevoked) => {
          // An answer that was forgotten would be taken for "not revoked".
          if (typeof isRevoked === 'boolean') return isRevoked ? undefined : opened;
          throw new SessionError(
            'INVALID_OPTION',
            'CookieSessionStore.revocations.isRevoked must answer with true or false.',
          );
        });
      });
    });
  }

  #contextFor(cookieName: string): Bytes {
    if (this.#context?.cookieName !== cookieName) {
      this.#context = { cookieName, bytes: contextOf(this.#purpose, cookieName) };
    }
    return this.#context.bytes;
  }

  #checkLimits({ payload, expiresAt }: SealedRecord): void {
    const { maxPayloadBytes, maxExpiresAt } = this.limits;
    // A unit takes three bytes at most.
    const bytes = payload.length * 3 > maxPayloadBytes ? new TextEncoder().encode(payload).length : 0;
    if (bytes > maxPayloadBytes) {
      throw new SessionTooLargeError(
        `The session takes ${bytes} bytes, and a cookie store keeps at most ${maxPayloadBytes}. ` +
          'Keep less in it, raise maxCookies (browsers and servers limit all cookies together), or take a store with a server.',
      );
    }
    if (expiresAt > maxExpiresAt)
      throw new SessionTooLargeError(`The session ends after ${maxExpiresAt}, the latest deadline of this store.`);
  }
}

function fixedRing(keys: readonly SealingKey[]): () => KeyRing {
  const ring = new KeyRing(keys);
  return () => ring;
}
