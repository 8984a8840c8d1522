import type {
  CallOptions,
  SealContext,
  SealedRecord,
  SealedStore,
  StoreFinding,
  StoreLimits,
  Unsealed,
} from '@sess/core';
import { SessionError } from '@sess/core';
import { CallGuard } from '@sess/core/store';
import { type Awaitable, mapAwaitable } from './awaitable.js';
import { findingsOf } from './diagnosis.js';
import { dynamicKeyRing, KeyRing } from './key-ring.js';
import type { Bytes } from './platform/cipher.js';
import type { Layout } from './plaintext.js';
import type { Revocations } from './revocations.js';
import { type CookieSessionStoreOptions, checkStoreOptions, type SealingKey } from './store-options.js';
import { contextOf, parseToken, sealToken, unsealToken } from './token.js';

/** What a cookie's 4,096 bytes leave for a token, next to a name of usual length and all attributes. */
const tokenLength = 3900;
/** Head, tag, bookkeeping with an owner of usual length, and padding. */
const overhead = 200;
/** DEFLATE seldom compresses a session's JSON further. */
const maxCompressionRatio = 4;
/** The latest instant that a Date can represent. */
const maxInstant = 8_640_000_000_000_000;

/**
 * Keeps the whole session in the cookie: encrypted and authenticated (AES-256-GCM, a new key for each cookie), bound to
 * the cookie's name and to a purpose, with its deadline inside.
 *
 * The server keeps nothing. So sessions cannot be listed and, without `revocations`, a sign-out does not end copies of
 * the cookie. Of two concurrent requests, the response that arrives last wins. `FORMAT.md` describes every byte.
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
  readonly #guard: CallGuard;
  readonly #ring: () => Awaitable<KeyRing>;
  readonly #purpose: string;
  /** For the last cookie name only: an application has one or two. */
  #context: { readonly cookieName: string; readonly bytes: Bytes } | undefined;
  readonly #layout: Layout;
  readonly #revocations: Revocations | undefined;
  readonly #now: () => number;

  /** @throws {@link @sess/core#SessionError} `INVALID_OPTION` for weak keys and for unknown or invalid options. */
  constructor(options: CookieSessionStoreOptions) {
    checkStoreOptions(options);
    const { keys, purpose = 'session', maxCookies = 1, compress = false, padTo = 64, revocations, clock } = options;
    this.#ring = typeof keys === 'function' ? dynamicKeyRing(keys) : fixedKeyRing(keys);
    this.#purpose = purpose;
    this.#layout = { compress, padTo };
    this.#revocations = revocations;
    this.#now = clock ?? Date.now;
    this.maxCookies = maxCookies;
    const room = Math.floor((maxCookies * tokenLength * 3) / 4) - overhead;
    this.limits = Object.freeze({
      maxPayloadBytes: compress ? room * maxCompressionRatio : room,
      expiryGranularityMs: 1,
      // A sign-out must be remembered for as long as a copy of the cookie can open.
      maxExpiresAt: Math.min(maxInstant, revocations?.maxExpiresAt ?? maxInstant),
      durable: true,
    });
    const remedy =
      'keep less in it, raise maxCookies (browsers and servers limit all cookies together), or use a store on a server';
    this.#guard = new CallGuard('CookieSessionStore', this.limits, remedy);
    if (revocations) {
      this.revoke = async (record, callOptions) => {
        this.#guard.begin('revoke', {}, callOptions);
        await revocations.revoke(record, callOptions);
      };
    }
  }

  /**
   * Returns a token in base64url. On Node it is not a promise, unless `keys` is an asynchronous function.
   *
   * @throws {@link @sess/core#SessionTooLargeError} when the payload or the deadline is over the limits
   * @throws {@link @sess/core#StoreError} when the keys are not available
   */
  seal(record: SealedRecord, { cookieName }: SealContext, options?: CallOptions): string | Promise<string> {
    this.#guard.begin('seal', { record }, options);
    return mapAwaitable(this.#ring(), ({ sealing: key }) =>
      sealToken(record, this.#layout, { key, context: this.#contextFor(cookieName) }),
    );
  }

  /**
   * Returns the record of a token, or `undefined` when the token was not sealed with one of these keys for this purpose
   * and cookie name, or when it has expired or was revoked.
   *
   * @throws {@link @sess/core#StoreError} when the keys or the revocations are not available
   */
  unseal(
    token: string,
    { cookieName }: SealContext,
    options?: CallOptions,
  ): Unsealed | undefined | Promise<Unsealed | undefined> {
    this.#guard.begin('unseal', {}, options);
    const parts = parseToken(token);
    if (!parts) return undefined;
    return mapAwaitable(this.#ring(), (ring) => {
      const key = ring.find(parts.keyName);
      if (!key) return undefined;
      return mapAwaitable(unsealToken(parts, { key, context: this.#contextFor(cookieName) }), (record) => {
        // A sign-out is not remembered after maxExpiresAt, which may have been later when this cookie was sealed.
        if (!record || this.#now() >= Math.min(record.expiresAt, this.limits.maxExpiresAt)) return undefined;
        const opened = { record, reseal: key.isFormer };
        if (!this.#revocations) return opened;
        return mapAwaitable(this.#revocations.isRevoked(record, options), (isRevoked) => {
          // A missing `return` would otherwise mean "not revoked".
          if (typeof isRevoked === 'boolean') return isRevoked ? undefined : opened;
          throw new SessionError(
            'INVALID_OPTION',
            'CookieSessionStore.revocations.isRevoked must return true or false.',
          );
        });
      });
    });
  }

  /**
   * Says what follows from having one key, and from having no `revocations`. Weak keys are refused at construction or,
   * from a function, here.
   *
   * @throws {@link @sess/core#StoreError} when the keys are not available
   */
  async diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
    this.#guard.begin('diagnose', {}, options);
    return findingsOf((await this.#ring()).size, this.#revocations !== undefined);
  }

  #contextFor(cookieName: string): Bytes {
    if (this.#context?.cookieName !== cookieName) {
      this.#context = { cookieName, bytes: contextOf(this.#purpose, cookieName) };
    }
    return this.#context.bytes;
  }
}

function fixedKeyRing(keys: readonly SealingKey[]): () => KeyRing {
  const ring = new KeyRing(keys);
  return () => ring;
}
