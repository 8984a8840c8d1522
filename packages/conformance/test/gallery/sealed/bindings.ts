import { createHmac } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import type { SealingKey } from '../../../src/index.js';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { version } from '../../sealed/sealing-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

type Options = ConstructorParameters<typeof RevokingStore>[0];

function bound(to: (store: RevokingStore, name: string, cookieName: string) => string): typeof RevokingStore {
  return class extends RevokingStore {
    override boundTo(name: string, { cookieName }: SealContext): string {
      return to(this, name, cookieName);
    }
  };
}

/** Signs the record instead of sealing it, so that everybody can read it. */
function signing(pack: (text: Buffer) => Buffer, unpack: (packed: Buffer) => Buffer): typeof RevokingStore {
  return class extends RevokingStore {
    override encrypt(plaintext: Buffer, name: string, where: string): readonly [Buffer, Buffer] {
      const packed = Buffer.concat([this.salt(), pack(plaintext)]);
      return [packed, this.#sign(packed, name, where)];
    }

    override decrypt(bytes: Buffer, name: string, where: string): Buffer | undefined {
      if (!this.hasKey(name) || bytes.length < 65) return undefined;
      const packed = bytes.subarray(0, -32);
      return this.#sign(packed, name, where).equals(bytes.subarray(-32)) ? unpack(packed.subarray(32)) : undefined;
    }

    #sign(packed: Buffer, name: string, where: string): Buffer {
      const [key] = this.keyAndNonce(name, Buffer.alloc(32));
      return createHmac('sha256', key).update(where).update(packed).digest();
    }
  };
}

const same = (text: Buffer): Buffer => text;

/** Also opens values of another format. */
function fallingBack(read: (token: string, keys: readonly SealingKey[]) => string | undefined): typeof RevokingStore {
  return class extends RevokingStore {
    readonly #options: Options;

    constructor(options: Options) {
      super(options);
      this.#options = options;
    }

    override unseal(
      token: string,
      context: SealContext,
      options?: CallOptions,
    ): Unsealed | undefined | Promise<Unsealed | undefined> {
      if (token.startsWith(`${version}.`)) return super.unseal(token, context, options);
      try {
        const text = read(token, this.#options.keys ?? []);
        return text === undefined ? undefined : { record: JSON.parse(text) as SealedRecord, reseal: true };
      } catch {
        return undefined;
      }
    }
  };
}

export const brokenBindings = [
  broken(
    'tokens are not bound to the name of their cookie',
    ['106a'],
    bound(({ purpose }, name) => JSON.stringify([name, purpose])),
  ),
  broken(
    'cookie names are folded and trimmed',
    ['106a'],
    bound(({ purpose }, name, cookieName) => JSON.stringify([name, purpose, cookieName.trim().toLowerCase()])),
  ),
  broken(
    'prefixes of cookie names are cut off',
    ['106a'],
    bound(({ purpose }, name, cookieName) => JSON.stringify([name, purpose, cookieName.replace(/^__[A-Za-z]+-/, '')])),
  ),
  broken(
    'tokens are not bound to their purpose',
    ['106c'],
    bound((_store, name, cookieName) => JSON.stringify([name, cookieName])),
  ),
  broken(
    'purpose and cookie name are bound without a separator',
    ['106c'],
    bound(({ purpose }, _name, cookieName) => purpose + cookieName),
  ),
  broken(
    'the name of a key is used as its secret',
    ['106b', '108b'],
    class extends RevokingStore {
      override secretOf(key: SealingKey): Buffer {
        super.secretOf(key);
        return Buffer.from(key.name);
      }
    },
  ),
  broken('records are only signed', ['107a'], signing(same, same)),
  broken('records are compressed and signed', ['107a'], signing(deflateRawSync, inflateRawSync)),
  broken(
    'the id of the record is a prefix of the token',
    ['107a'],
    class extends RevokingStore {
      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        return `${record.id}.${await super.seal(record, { cookieName: context.cookieName + record.id }, options)}`;
      }

      override unseal(
        token: string,
        { cookieName }: SealContext,
        options?: CallOptions,
      ): Unsealed | undefined | Promise<Unsealed | undefined> {
        const at = token.indexOf('.');
        return super.unseal(token.slice(at + 1), { cookieName: cookieName + token.slice(0, at) }, options);
      }
    },
  ),
  broken(
    'JSON that is not sealed is read',
    ['107b', '105f'],
    fallingBack((token) => token),
  ),
  broken(
    'base64 of JSON is read',
    ['107b'],
    fallingBack((token) => Buffer.from(token, 'base64').toString()),
  ),
  broken(
    'signed web tokens are read',
    ['107b'],
    fallingBack((token, [key]) => {
      const [header, body = '', signature] = token.split('.');
      const right = createHmac('sha256', key?.secret ?? '')
        .update(`${header}.${body}`)
        .digest('base64url');
      return signature === right ? Buffer.from(body, 'base64url').toString() : undefined;
    }),
  ),
];
