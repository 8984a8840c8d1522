import { type CallOptions, type SealContext, type SealedRecord, StoreError, type Unsealed } from '@sess/core';
import { RevokingStore } from '../../../sealed/revoking-store.js';
import { saltBytes } from '../../../sealed/sealing-store.js';
import type { SealedExhibit } from '../exhibit.js';

const topic = 'tokens';

type Opened = Unsealed | undefined | Promise<Unsealed | undefined>;

/** A store that changes a token before it unseals it. */
const readingAs = (change: (token: string) => string): SealedExhibit['store'] =>
  class extends RevokingStore {
    override unseal(token: string, context: SealContext, options?: CallOptions): Opened {
      return super.unseal(change(token), context, options);
    }
  };

/** A store that binds its tokens to something else than name, purpose and cookie. */
const boundBy = (bind: (key: string, purpose: string, cookie: string) => unknown): SealedExhibit['store'] =>
  class extends RevokingStore {
    override boundTo(name: string, { cookieName }: SealContext): string {
      return JSON.stringify(bind(name, this.purpose, cookieName));
    }
  };

export const tokenExhibits: readonly SealedExhibit[] = [
  {
    name: 'pads its tokens with =',
    topic,
    store: class extends RevokingStore {
      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        const token = await super.seal(record, context, options);
        return token.padEnd(Math.ceil(token.length / 4) * 4, '=');
      }
      override unseal(token: string, context: SealContext, options?: CallOptions): Opened {
        return super.unseal(token.replace(/=+$/, ''), context, options);
      }
    },
  },
  {
    name: 'ignores what follows a token after a point',
    topic,
    store: readingAs((token) => token.split('.', 3).join('.')),
  },
  { name: 'ignores spaces around a token', topic, store: readingAs((token) => token.trim()) },
  { name: 'ignores quotes around a token', topic, store: readingAs((token) => token.replace(/^"(.*)"$/, '$1')) },
  {
    name: 'takes + and / of the other alphabet for - and _',
    topic,
    store: readingAs((token) => token.replaceAll('+', '-').replaceAll('/', '_')),
  },
  { name: 'decodes %-sequences in a token', topic, store: readingAs((token) => token.replaceAll('%2E', '.')) },
  {
    name: 'takes a token without its version for one of the first version',
    topic,
    store: readingAs((token) => (/^[^.]*\.[^.]*$/.test(token) ? `v1.${token}` : token)),
  },
  {
    name: 'accepts every spelling of base64 that decodes to the same bytes',
    topic,
    store: readingAs((token) => {
      const [mark, name, text = '', ...rest] = token.split('.');
      return [mark, name, Buffer.from(text, 'base64url').toString('base64url'), ...rest].join('.');
    }),
  },
  {
    name: 'tries all keys if that in the token does not open it',
    topic,
    store: class extends RevokingStore {
      override opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
        for (const key of [name, ...this.names]) {
          const result = super.opened(bytes, key, context);
          if (result) return result;
        }
        return undefined;
      }
    },
  },
  {
    name: 'takes cookie names for one that differ in case',
    topic,
    store: boundBy((key, purpose, cookie) => [key, purpose, cookie.toLowerCase()]),
  },
  {
    name: 'opens a token of the cookie for https under the name for http',
    topic,
    store: boundBy((key, purpose, cookie) => [key, purpose, cookie.replace(/^__(Host|Secure)-/, '')]),
  },
  {
    name: 'binds its tokens to purpose and cookie name without a separator',
    topic,
    store: boundBy((key, purpose, cookie) => [key, purpose + cookie]),
  },
  {
    name: 'binds its tokens to the first eight characters of the purpose',
    topic,
    store: boundBy((key, purpose, cookie) => [key, purpose.slice(0, 8), cookie]),
  },
  {
    name: 'shows the id at the beginning of the token',
    topic,
    store: class extends RevokingStore {
      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        return `${record.id}.${await super.seal(record, context, options)}`;
      }
      override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
        const [id, ...rest] = token.split('.');
        const unsealed = await super.unseal(rest.join('.'), context, options);
        return unsealed?.record.id === id ? unsealed : undefined;
      }
    },
  },
  {
    name: 'shows the owner in base64 at the end of the token',
    topic,
    store: class extends RevokingStore {
      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        const token = await super.seal(record, context, options);
        return `${token}.${Buffer.from(record.owner ?? '').toString('base64url')}`;
      }
      override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
        const at = token.lastIndexOf('.');
        const unsealed = await super.unseal(token.slice(0, Math.max(at, 0)), context, options);
        const shown = Buffer.from(unsealed?.record.owner ?? '').toString('base64url');
        return shown === token.slice(at + 1) ? unsealed : undefined;
      }
    },
  },
  {
    name: 'returns a deadline from the token that is not authenticated',
    topic,
    store: class extends RevokingStore {
      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        return `${await super.seal(record, context, options)}.${record.expiresAt}`;
      }
      override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
        const at = token.lastIndexOf('.');
        const unsealed = await super.unseal(token.slice(0, Math.max(at, 0)), context, options);
        const expiresAt = Number(token.slice(at + 1));
        return unsealed && this.clock() < expiresAt
          ? { ...unsealed, record: { ...unsealed.record, expiresAt } }
          : undefined;
      }
    },
  },
  {
    name: 'makes the salt of the time, so that two seals in a millisecond are the same',
    topic,
    store: class extends RevokingStore {
      override salt(): Buffer {
        return Buffer.alloc(saltBytes, String(this.clock()));
      }
    },
  },
  {
    name: 'makes the salt of one random byte',
    topic,
    store: class extends RevokingStore {
      override salt(): Buffer {
        return Buffer.alloc(saltBytes, super.salt().subarray(0, 1));
      }
    },
  },
  {
    name: 'throws for a token that is too short to be one',
    topic,
    store: class extends RevokingStore {
      override opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
        if (bytes.length < saltBytes) throw new RangeError('The token is too short.');
        return super.opened(bytes, name, context);
      }
    },
  },
  {
    name: 'rejects a token of a key that it does not know',
    topic,
    store: class extends RevokingStore {
      override hasKey(name: string): boolean {
        if (super.hasKey(name)) return true;
        throw new StoreError('There is no such key.', { outcome: 'not-applied' });
      }
    },
  },
  {
    name: 'throws for a token that its cipher does not authenticate',
    topic,
    store: class extends RevokingStore {
      override decrypt(bytes: Buffer, name: string, bound: string): Buffer | undefined {
        const plaintext = super.decrypt(bytes, name, bound);
        if (this.hasKey(name) && bytes.length > 64 && !plaintext) throw new Error('unable to authenticate data');
        return plaintext;
      }
    },
  },
];
