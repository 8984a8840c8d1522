import {
  type CallOptions,
  type SealContext,
  type SealedRecord,
  SessionTooLargeError,
  StoreError,
  type Unsealed,
} from '@sess/core';
import { RevokingStore } from '../../../sealed/revoking-store.js';
import type { SealedExhibit } from '../exhibit.js';

const topic = 'records and their limits';

type Opened = Unsealed | undefined | Promise<Unsealed | undefined>;

/** A store that changes what it seals. */
const writing = (change: (record: SealedRecord) => SealedRecord): SealedExhibit['store'] =>
  class extends RevokingStore {
    override write(record: SealedRecord): string {
      return super.write(change(record));
    }
  };

export const recordExhibits: readonly SealedExhibit[] = [
  {
    name: 'seals createdAt in whole seconds',
    topic,
    store: writing((record) => ({ ...record, createdAt: Math.floor(record.createdAt / 1000) * 1000 })),
  },
  {
    name: 'rounds the deadline up to a second without saying so',
    topic,
    store: writing((record) => ({ ...record, expiresAt: Math.ceil(record.expiresAt / 1000) * 1000 })),
  },
  {
    name: 'normalizes the payload to NFC',
    topic,
    store: writing((record) => ({ ...record, payload: record.payload.normalize('NFC') })),
  },
  {
    name: 'seals payloads over 2,000 characters as Latin-1',
    topic,
    store: writing(({ payload, ...record }) => ({
      ...record,
      payload: payload.length > 2000 ? Buffer.from(payload, 'latin1').toString('latin1') : payload,
    })),
  },
  {
    name: 'leaves an owner of more than 100 characters out',
    topic,
    store: writing(({ owner, ...record }) => (owner && owner.length <= 100 ? { ...record, owner } : record)),
  },
  {
    name: 'separates the fields by line breaks, which the owner may have, too',
    topic,
    store: class extends RevokingStore {
      override write({ id, createdAt, expiresAt, owner = '', payload }: SealedRecord): string {
        return [id, createdAt, expiresAt, owner, payload].join('\n');
      }
      override read(text: string): SealedRecord {
        const [id = '', createdAt, expiresAt, owner, ...payload] = text.split('\n');
        const instants = { createdAt: Number(createdAt), expiresAt: Number(expiresAt) };
        return { id, payload: payload.join('\n'), ...instants, ...(owner && { owner }) };
      }
    },
  },
  {
    name: 'unseals a record without an owner with the owner null',
    topic,
    store: class extends RevokingStore {
      override read(text: string): SealedRecord | undefined {
        const record = super.read(text);
        return record && { owner: null as never, ...record };
      }
    },
  },
  {
    name: 'shows a record with an empty payload as absent',
    topic,
    store: class extends RevokingStore {
      override read(text: string): SealedRecord | undefined {
        const record = super.read(text);
        return record?.payload ? record : undefined;
      }
    },
  },
  {
    name: 'makes a new id with each seal',
    topic,
    store: class extends RevokingStore {
      override write(record: SealedRecord): string {
        return super.write({ ...record, id: super.salt().toString('hex').slice(0, record.id.length) });
      }
    },
  },
  {
    name: 'unseals a record in the millisecond of its deadline',
    topic,
    store: class extends RevokingStore {
      override isLive(record: SealedRecord): boolean {
        return super.isLive(record) || this.clock() === record.expiresAt;
      }
    },
  },
  {
    name: 'decides about deadlines by the clock of the process in place of its own',
    topic,
    store: class extends RevokingStore {
      override isLive(record: SealedRecord): boolean {
        return super.isLive({ ...record, expiresAt: record.expiresAt + this.clock() - Date.now() });
      }
    },
  },
  {
    name: 'gives the same record to two calls with one token',
    topic,
    store: class extends RevokingStore {
      readonly #records = new Map<string, SealedRecord>();
      override read(text: string): SealedRecord | undefined {
        const record = this.#records.get(text) ?? super.read(text);
        if (record) this.#records.set(text, record);
        return record;
      }
    },
  },
  {
    name: 'caches for its instance that a token is valid',
    topic,
    store: class extends RevokingStore {
      readonly #valid = new Set<string>();
      override isLive(record: SealedRecord): boolean {
        const key = JSON.stringify(record);
        const isLive = this.#valid.has(key) || super.isLive(record);
        if (isLive) this.#valid.add(key);
        return isLive;
      }
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        this.#valid.clear();
        return super.revoke(record, options);
      }
    },
  },
  {
    name: 'confuses records that are sealed at the same time',
    topic,
    store: class extends RevokingStore {
      #record: SealedRecord | undefined;
      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        this.#record = record;
        await Promise.resolve();
        return super.seal(this.#record, context, options);
      }
    },
  },
  {
    name: 'measures the payload in characters',
    topic,
    store: class extends RevokingStore {
      override refuseTooLarge({ payload, ...record }: SealedRecord): void {
        if (payload.length > this.limits.maxPayloadBytes) throw new SessionTooLargeError('The session is too long.');
        super.refuseTooLarge({ ...record, payload: '' });
      }
    },
  },
  {
    name: 'refuses a payload of exactly the greatest size',
    topic,
    store: class extends RevokingStore {
      override refuseTooLarge(record: SealedRecord): void {
        super.refuseTooLarge({ ...record, payload: `${record.payload}.` });
      }
    },
  },
  {
    name: 'seals a later deadline than the latest as the latest',
    topic,
    store: class extends RevokingStore {
      override seal(record: SealedRecord, context: SealContext, options?: CallOptions): string | Promise<string> {
        const expiresAt = Math.min(record.expiresAt, this.limits.maxExpiresAt);
        return super.seal({ ...record, expiresAt }, context, options);
      }
    },
  },
  {
    name: 'refuses a payload that is too long with a StoreError',
    topic,
    store: class extends RevokingStore {
      override refuseTooLarge(record: SealedRecord): void {
        try {
          super.refuseTooLarge(record);
        } catch {
          throw new StoreError('The session is too long.', { outcome: 'not-applied' });
        }
      }
    },
  },
  {
    name: 'does not look at the signal in unseal',
    topic,
    store: class extends RevokingStore {
      override unseal(token: string, context: SealContext): Opened {
        return super.unseal(token, context);
      }
    },
  },
  {
    name: 'has five cookies',
    topic,
    store: class extends RevokingStore {
      override readonly maxCookies = 5;
    },
  },
];
