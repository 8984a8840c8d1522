import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SealedRecord, SealedStore, Unsealed } from '../src/contract/sealed-store.js';
import type { StoreLimits } from '../src/contract/store-limits.js';

export interface SealingOptions {
  readonly clock: () => number;
  /** By name. The first seals, and all unseal. A function can fail or be slow. */
  readonly keys?: Readonly<Record<string, Buffer>> | (() => Promise<Readonly<Record<string, Buffer>>>);
  readonly revoked?: Set<string>;
  readonly maxCookies?: number;
  readonly maxPayloadBytes?: number;
}

const salted = 16;
const tagged = 16;

/** A small sealed store that keeps the contract: AES-256-GCM under a key that is derived for each seal. */
export class SealingStore implements SealedStore {
  readonly kind = 'sealed';
  readonly limits: StoreLimits;
  readonly maxCookies?: number;
  readonly revoke?: (record: SealedRecord) => Promise<void>;
  /** Each verb that was called. */
  readonly calls: string[] = [];
  readonly revocations: SealedRecord[] = [];
  readonly #options: SealingOptions;
  readonly #ownKey = { one: randomBytes(32) };

  constructor(options: SealingOptions) {
    const { maxCookies, maxPayloadBytes = 20_000, revoked } = options;
    this.#options = options;
    this.limits = { maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt: 8.64e15, durable: true };
    if (maxCookies !== undefined) this.maxCookies = maxCookies;
    if (!revoked) return;
    this.revoke = (record) => {
      this.calls.push('revoke');
      this.revocations.push(record);
      revoked.add(record.id);
      return Promise.resolve();
    };
  }

  async seal(record: SealedRecord, { cookieName }: { readonly cookieName: string }): Promise<string> {
    this.calls.push('seal');
    const [name, secret] = Object.entries(await this.#keys())[0]!;
    const salt = randomBytes(salted);
    const cipher = createCipheriv('aes-256-gcm', derived(secret, salt), Buffer.alloc(12)).setAAD(
      Buffer.from(cookieName),
    );
    const sealed = Buffer.concat([salt, cipher.update(JSON.stringify(record)), cipher.final(), cipher.getAuthTag()]);
    return `${name}.${sealed.toString('base64url')}`;
  }

  async unseal(token: string, { cookieName }: { readonly cookieName: string }): Promise<Unsealed | undefined> {
    this.calls.push('unseal');
    const keys = await this.#keys();
    const [name = '', text = ''] = token.split('.');
    const sealed = Buffer.from(text, 'base64url');
    const isWhole = token === `${name}.${sealed.toString('base64url')}` && sealed.length > salted + tagged;
    if (!isWhole || !Object.hasOwn(keys, name)) return undefined;
    const decipher = createDecipheriv(
      'aes-256-gcm',
      derived(keys[name]!, sealed.subarray(0, salted)),
      Buffer.alloc(12),
    );
    decipher.setAAD(Buffer.from(cookieName)).setAuthTag(sealed.subarray(-tagged));
    try {
      const plaintext = Buffer.concat([decipher.update(sealed.subarray(salted, -tagged)), decipher.final()]);
      const record = JSON.parse(plaintext.toString()) as SealedRecord;
      const { clock, revoked } = this.#options;
      if (clock() >= record.expiresAt || revoked?.has(record.id)) return undefined;
      return { record, reseal: name !== Object.keys(keys)[0] };
    } catch {
      return undefined;
    }
  }

  async #keys(): Promise<Readonly<Record<string, Buffer>>> {
    const { keys = this.#ownKey } = this.#options;
    return typeof keys === 'function' ? keys() : keys;
  }
}

function derived(secret: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, 'sessions', 32));
}
