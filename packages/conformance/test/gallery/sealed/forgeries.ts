import { createDecipheriv } from 'node:crypto';
import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { saltBytes, tagBytes, version } from '../../sealed/sealing-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

type Result = Unsealed | undefined | Promise<Unsealed | undefined>;

/** Changes the text before it checks the token. */
function reading(change: (token: string) => string): typeof RevokingStore {
  return class extends RevokingStore {
    override unseal(token: string, context: SealContext, options?: CallOptions): Result {
      return super.unseal(change(token), context, options);
    }
  };
}

/** Parses tokens with Node's decoder, which is lenient. */
class Lenient extends RevokingStore {
  override unseal(token: string, context: SealContext): Result {
    const [mark, name = '', text = ''] = token.split('.');
    if (mark !== version) return undefined;
    return this.opened(Buffer.from(text, 'base64url'), name, context);
  }
}

/** Decrypts without checking the authentication tag. */
class Unauthenticated extends RevokingStore {
  override decrypt(bytes: Buffer, name: string, bound: string): Buffer | undefined {
    if (!this.hasKey(name) || bytes.length < saltBytes + tagBytes) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', ...this.keyAndNonce(name, bytes.subarray(0, saltBytes)));
    decipher.setAAD(Buffer.from(bound));
    return decipher.update(bytes.subarray(saltBytes, -tagBytes));
  }

  override read(text: string): SealedRecord | undefined {
    try {
      const record = super.read(text);
      return Number.isFinite(record?.expiresAt) ? record : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Accepts an authentication tag of any length that the sender chooses; Node accepts four bytes. */
class ShortTags extends RevokingStore {
  override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
    const [mark, name, text = ''] = (await super.seal(record, context, options)).split('.');
    const bytes = Buffer.from(text, 'base64url');
    const parts = [bytes.subarray(0, -tagBytes), bytes.subarray(-tagBytes)].map((part) => part.toString('base64url'));
    return [mark, name, ...parts].join('.');
  }

  override unseal(token: string, context: SealContext): Result {
    const [mark, name = '', text = '', tag = '', ...rest] = token.split('.');
    const [bytes, tagged] = [Buffer.from(text, 'base64url'), Buffer.from(tag, 'base64url')];
    const isCanonical = bytes.toString('base64url') === text && tagged.toString('base64url') === tag;
    if (mark !== version || rest.length > 0 || !isCanonical || bytes.length < saltBytes) return undefined;
    return this.opened(Buffer.concat([bytes, tagged, Buffer.from([tagged.length])]), name, context);
  }

  override decrypt(bytes: Buffer, name: string, bound: string): Buffer | undefined {
    const length = bytes.at(-1) ?? 0;
    const body = bytes.subarray(0, -1 - length);
    if (!this.hasKey(name) || length < 4) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', ...this.keyAndNonce(name, body.subarray(0, saltBytes)));
    try {
      decipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(-1 - length, -1));
      return Buffer.concat([decipher.update(body.subarray(saltBytes)), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}

/** Puts the deadline beside the sealed data, readable without a key. */
class OpenDeadline extends RevokingStore {
  override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
    return `${await super.seal({ ...record, expiresAt: this.limits.maxExpiresAt }, context, options)}.${record.expiresAt}`;
  }

  override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
    const at = token.lastIndexOf('.');
    const expiresAt = Number(token.slice(at + 1));
    const unsealed = await super.unseal(token.slice(0, at), context, options);
    const record = unsealed && { ...unsealed.record, expiresAt };
    return record && String(expiresAt) === token.slice(at + 1) && this.isLive(record)
      ? { ...unsealed, record }
      : undefined;
  }
}

/** Seals payload and owner separately. */
class SealedApart extends RevokingStore {
  override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
    const { owner: _owner, ...rest } = record;
    const payload = await super.seal(rest, context, options);
    return [payload, await super.seal({ ...record, payload: '' }, context, options)].join('_._');
  }

  override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
    const [text = '', whose = '', ...rest] = token.split('_._');
    const [unsealed, owned] = [await super.unseal(text, context, options), await super.unseal(whose, context, options)];
    if (!unsealed || !owned || rest.length > 0) return undefined;
    const { owner } = owned.record;
    return { ...unsealed, record: { ...unsealed.record, ...(owner !== undefined && { owner }) } };
  }
}

export const brokenForgeries = [
  broken('changes are not noticed', ['105a', '105d', '105e'], Unauthenticated),
  broken(
    'any format version is accepted',
    ['105a'],
    reading((token) => token.replace(/^[^.]*\./, `${version}.`)),
  ),
  broken('the deadline is not sealed', ['105a'], OpenDeadline),
  broken('a tag may be shorter', ['105b'], ShortTags),
  broken(
    'text after a token is ignored',
    ['105b'],
    reading((token) => token.split('.').slice(0, 3).join('.')),
  ),
  broken('the decoder accepts padding, spaces and both alphabets', ['105b', '105c'], Lenient),
  broken(
    'spaces around a token are cut off',
    ['105c'],
    reading((token) => token.trim()),
  ),
  broken(
    'quotes around a token are cut off',
    ['105c'],
    reading((token) => token.replace(/^"(.*)"$/, '$1')),
  ),
  broken(
    'percent signs are decoded first',
    ['105c', '105f'],
    reading((token) => decodeURIComponent(token)),
  ),
  broken('payload and owner are sealed separately', ['105d'], SealedApart),
  broken(
    'names of keys are looked up in an object',
    ['105f'],
    class extends RevokingStore {
      override hasKey(name: string): boolean {
        return super.hasKey(name) || name in {};
      }

      override keyAndNonce(name: string, salt: Buffer): [Buffer, Buffer] {
        if (!super.hasKey(name)) throw new TypeError('The "key" argument must be of type string or a Buffer.');
        return super.keyAndNonce(name, salt);
      }

      override decrypt(bytes: Buffer, name: string, bound: string): Buffer | undefined {
        return name in {} ? (this.keyAndNonce(name, bytes), undefined) : super.decrypt(bytes, name, bound);
      }
    },
  ),
  broken(
    'text that is not a token is an error',
    ['105b', '105f'],
    class extends RevokingStore {
      override opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
        const unsealed = super.opened(bytes, name, context);
        if (!unsealed) throw new Error('Unsupported state or unable to authenticate data');
        return unsealed;
      }
    },
  ),
];
