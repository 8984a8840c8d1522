import { randomInt, scryptSync } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import type { SealingKey } from '../../src/index.js';
import { RevokingStore } from './revoking-store.js';
import { version } from './sealing-store.js';

const usual = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const own = '_0987654321-zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA';

function translated(text: string, from: string, to: string): string {
  return Array.from(text, (letter) => to[from.indexOf(letter)] ?? letter).join('');
}

/** Returns promises from a later turn, and frozen results. */
export class FrozenStore extends RevokingStore {
  override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
    this.begin(options);
    const copy = { ...record };
    await new Promise(setImmediate);
    return super.seal(copy, context, options);
  }

  override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
    this.begin(options);
    await Promise.resolve();
    const unsealed = await super.unseal(token, context, options);
    return unsealed && Object.freeze({ ...unsealed, record: Object.freeze(unsealed.record) });
  }
}

/** Writes tokens with the letters of base64url in another order, and keeps revocations a year too long. */
export class OwnAlphabetStore extends RevokingStore {
  override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
    const token = await super.seal(record, context, options);
    return translated(token, usual, own);
  }

  override unseal(token: string, context: SealContext, options?: CallOptions): ReturnType<RevokingStore['unseal']> {
    return super.unseal(translated(token, own, usual), context, options);
  }

  override isLive(record: SealedRecord): boolean {
    const until = this.reached.ids.get(record.id);
    return this.clock() < record.expiresAt && (until === undefined || this.clock() > until + 365 * 86_400_000);
  }
}

/** Tries all its keys, which it derives slowly, compresses, and adds random padding. */
export class NamelessStore extends RevokingStore {
  override secretOf(key: SealingKey): Buffer {
    super.secretOf(key);
    return scryptSync(key.secret, 'salt', 32, { N: 64 });
  }

  override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
    const token = await super.seal(record, context, options);
    return token.split('.')[2] ?? '';
  }

  override unseal(token: string, context: SealContext, options?: CallOptions): Unsealed | undefined {
    this.begin(options);
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.toString('base64url') !== token) return undefined;
    for (const name of this.everyName) {
      const unsealed = this.opened(bytes, name, context);
      if (unsealed) return unsealed;
    }
    return undefined;
  }

  /** A name only finds a key: it is not part of a token. */
  override boundTo(_name: string, context: SealContext): string {
    return JSON.stringify([version, this.purpose, context.cookieName]);
  }

  override write(record: SealedRecord): string {
    const padding = ' '.repeat(randomInt(32));
    return deflateRawSync(super.write(record)).toString('base64') + padding;
  }

  override read(text: string): SealedRecord | undefined {
    return super.read(inflateRawSync(Buffer.from(text.trim(), 'base64')).toString());
  }
}
