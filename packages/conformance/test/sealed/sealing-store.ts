import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import {
  type CallOptions,
  refuseUnknownOptions,
  type SealContext,
  type SealedRecord,
  type SealedStore,
  SessionError,
  SessionTooLargeError,
  type StoreLimits,
  type Unsealed,
} from '@sess/core';
import type { SealedOpenOptions, SealingKey } from '../../src/index.js';

export const version = 'v1';
export const [saltBytes, tagBytes] = [32, 16];

export const sealingLimits: StoreLimits = Object.freeze({
  maxPayloadBytes: 2800,
  expiryGranularityMs: 1,
  maxExpiresAt: Date.UTC(2100, 0, 1),
  durable: true,
});

export type SealingOptions = Partial<SealedOpenOptions>;

/** A correct sealed store, as an author outside this project would write it. The gallery breaks one part at a time. */
export class SealingStore implements SealedStore {
  readonly kind = 'sealed';
  readonly limits: StoreLimits = sealingLimits;
  readonly #ring: ReadonlyMap<string, Buffer>;
  readonly names: readonly string[];
  readonly retired: ReadonlySet<string>;
  readonly purpose: string;
  readonly clock: () => number;

  constructor(options: SealingOptions) {
    refuseUnknownOptions('SealingStore', options, ['keys', 'nextKeys', 'purpose', 'clock']);
    const { keys = [], nextKeys = [], purpose = 'sessions', clock = Date.now } = options;
    if (keys.length === 0) this.refuse('there is no key');
    this.names = keys.map(({ name }) => name);
    this.retired = new Set(this.names.slice(1));
    this.#ring = new Map([...nextKeys, ...keys].map((key) => [key.name, this.secretOf(key)]));
    this.purpose = purpose;
    this.clock = clock;
  }

  seal(record: SealedRecord, context: SealContext, options?: CallOptions): string | Promise<string> {
    this.begin(options);
    this.refuseTooLarge(record);
    const [name = ''] = this.names;
    const plaintext = Buffer.from(this.write(record));
    const [salt, sealed] = this.encrypt(plaintext, name, this.boundTo(name, context));
    return [version, name, Buffer.concat([salt, sealed]).toString('base64url')].join('.');
  }

  unseal(
    token: string,
    context: SealContext,
    options?: CallOptions,
  ): Unsealed | undefined | Promise<Unsealed | undefined> {
    this.begin(options);
    const [mark, name = '', text = '', ...rest] = token.split('.');
    const bytes = Buffer.from(text, 'base64url');
    // Buffer accepts both alphabets, padding, spaces and unused bits. Only the text that it would write is a token.
    if (mark !== version || rest.length > 0 || bytes.toString('base64url') !== text) return undefined;
    return this.opened(bytes, name, context);
  }

  /** Every verb begins with this. */
  begin(options?: CallOptions): void {
    options?.signal?.throwIfAborted();
  }

  opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
    const plaintext = this.decrypt(bytes, name, this.boundTo(name, context));
    const record = plaintext && this.read(plaintext.toString());
    return record && this.isLive(record) ? { record, reseal: this.retired.has(name) } : undefined;
  }

  /** Returns the additional data that is authenticated. */
  boundTo(name: string, { cookieName }: SealContext): string {
    return JSON.stringify([version, name, this.purpose, cookieName]);
  }

  isLive({ expiresAt }: SealedRecord): boolean {
    return this.clock() < expiresAt;
  }

  write({ id, payload, createdAt, expiresAt, owner }: SealedRecord): string {
    return JSON.stringify([id, payload, createdAt, expiresAt, owner]);
  }

  read(text: string): SealedRecord | undefined {
    const [id, payload, createdAt, expiresAt, owner] = JSON.parse(text) as [string, string, number, number, string?];
    return { id, payload, createdAt, expiresAt, ...(typeof owner === 'string' && { owner }) };
  }

  salt(): Buffer {
    return randomBytes(saltBytes);
  }

  secretOf({ name, secret }: SealingKey): Buffer {
    const bytes = Buffer.from(secret, 'base64url');
    if (bytes.length < 32 || new Set(bytes).size < 16 || this.isPattern(secret)) {
      this.refuse(`${name} is too weak; take 32 random bytes`);
    }
    return bytes;
  }

  /** Whether a text repeats itself or counts up. */
  isPattern(text: string): boolean {
    const codes = Array.from(text, (letter) => letter.charCodeAt(0));
    const counted = codes.filter((code, index) => code - 1 === codes[index - 1]);
    return /^(.+)\1+$/.test(text) || counted.length > text.length / 2;
  }

  refuse(problem: string): void {
    throw new SessionError('INVALID_OPTION', `SealingStore.keys: ${problem}.`);
  }

  refuseTooLarge({ payload, expiresAt }: SealedRecord): void {
    const { maxPayloadBytes, maxExpiresAt } = this.limits;
    if (Buffer.byteLength(payload) > maxPayloadBytes)
      throw new SessionTooLargeError(`The session is longer than ${maxPayloadBytes} bytes.`);
    if (expiresAt > maxExpiresAt) throw new SessionTooLargeError(`The session ends after ${maxExpiresAt}.`);
  }

  encrypt(plaintext: Buffer, name: string, bound: string): readonly [Buffer, Buffer] {
    const salt = this.salt();
    const cipher = createCipheriv('aes-256-gcm', ...this.keyAndNonce(name, salt));
    cipher.setAAD(Buffer.from(bound));
    return [salt, Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])];
  }

  decrypt(bytes: Buffer, name: string, bound: string): Buffer | undefined {
    if (!this.hasKey(name) || bytes.length < saltBytes + tagBytes) return undefined;
    const [salt, tag] = [bytes.subarray(0, saltBytes), bytes.subarray(-tagBytes)];
    const decipher = createDecipheriv('aes-256-gcm', ...this.keyAndNonce(name, salt));
    decipher.setAAD(Buffer.from(bound)).setAuthTag(tag);
    const plaintext = decipher.update(bytes.subarray(saltBytes, -tagBytes));
    try {
      return Buffer.concat([plaintext, decipher.final()]);
    } catch {
      return undefined;
    }
  }

  /** The names of all keys, those that do not seal yet included. */
  get everyName(): readonly string[] {
    return [...this.#ring.keys()];
  }

  hasKey(name: string): boolean {
    return this.#ring.has(name);
  }

  /** Derives a key for each token, so that no nonce repeats under one key. */
  keyAndNonce(name: string, salt: Buffer): [Buffer, Buffer] {
    const derived = createHmac('sha512', this.#ring.get(name) ?? '')
      .update(salt)
      .digest();
    return [derived.subarray(0, 32), derived.subarray(32, 44)];
  }
}
