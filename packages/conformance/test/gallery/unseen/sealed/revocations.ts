import {
  type CallOptions,
  type SealContext,
  type SealedRecord,
  StoreError,
  type StoreFinding,
  type Unsealed,
} from '@sess/core';
import { type Revocations, RevokingStore } from '../../../sealed/revoking-store.js';
import type { SealingOptions } from '../../../sealed/sealing-store.js';
import type { SealedExhibit } from '../exhibit.js';

const topic = 'revocations and the rest';

type Options = SealingOptions & { readonly revocations: Revocations };

export const revocationExhibits: readonly SealedExhibit[] = [
  {
    name: 'takes tokens for valid while revocations cannot be read',
    topic,
    store: class extends RevokingStore {
      override get reached(): Revocations {
        return this.revocations.isDown ? { ids: new Map(), isDown: true } : super.reached;
      }
    },
  },
  {
    name: 'takes tokens for revoked while revocations cannot be read',
    topic,
    store: class extends RevokingStore {
      override isLive(record: SealedRecord): boolean {
        return !this.revocations.isDown && super.isLive(record);
      }
    },
  },
  {
    name: 'revokes until the deadline of the last call, which may be the earlier one',
    topic,
    store: class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        await super.revoke(record, options);
        this.reached.ids.set(record.id, record.expiresAt);
      }
    },
  },
  {
    name: 'revokes until the deadline of the first call',
    topic,
    store: class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        const first = this.reached.ids.get(record.id);
        await super.revoke(record, options);
        if (first !== undefined) this.reached.ids.set(record.id, first);
      }
    },
  },
  {
    name: 'revokes in its own instance only',
    topic,
    store: class extends RevokingStore {
      constructor(options: Options) {
        super({
          ...options,
          revocations: options.revocations.isDown ? options.revocations : { ids: new Map(), isDown: false },
        });
      }
    },
  },
  {
    name: 'remembers for its instance that an id was not revoked',
    topic,
    store: class extends RevokingStore {
      readonly #fine = new Set<string>();
      override isLive(record: SealedRecord): boolean {
        if (this.#fine.has(record.id) && !this.revocations.isDown) return this.clock() < record.expiresAt;
        const isLive = super.isLive(record);
        if (isLive) this.#fine.add(record.id);
        return isLive;
      }
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        this.#fine.delete(record.id);
        return super.revoke(record, options);
      }
    },
  },
  {
    name: 'opens tokens of a revoked record that were sealed after the revocation',
    topic,
    store: class extends RevokingStore {
      override write(record: SealedRecord): string {
        return super.write({ ...record, id: `${this.reached.ids.has(record.id) ? '+' : '-'}${record.id}` });
      }
      override isLive(record: SealedRecord): boolean {
        const isLater = record.id.startsWith('+');
        return super.isLive({ ...record, id: isLater ? '' : record.id.slice(1) });
      }
      override opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
        const unsealed = super.opened(bytes, name, context);
        return unsealed && { ...unsealed, record: { ...unsealed.record, id: unsealed.record.id.slice(1) } };
      }
    },
  },
  {
    name: 'revokes all ids that begin with the same eight characters',
    topic,
    store: class extends RevokingStore {
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        return super.revoke({ ...record, id: record.id.slice(0, 8) }, options);
      }
      override isLive(record: SealedRecord): boolean {
        return super.isLive({ ...record, id: record.id.slice(0, 8) });
      }
    },
  },
  {
    name: 'revokes all sessions of an owner',
    topic,
    store: class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        await super.revoke(record, options);
        if (record.owner !== undefined) this.reached.ids.set(`owner ${record.owner}`, record.expiresAt);
      }
      override isLive(record: SealedRecord): boolean {
        return super.isLive(record) && this.clock() >= (this.reached.ids.get(`owner ${record.owner}`) ?? 0);
      }
    },
  },
  {
    name: 'forgets the oldest of more than 100 revocations',
    topic,
    store: class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        await super.revoke(record, options);
        const { ids } = this.reached;
        const [oldest] = ids.keys();
        if (ids.size > 100 && oldest !== undefined) ids.delete(oldest);
      }
    },
  },
  {
    name: 'forgets a revocation a second before its deadline',
    topic,
    store: class extends RevokingStore {
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        return super.revoke({ ...record, expiresAt: record.expiresAt - 1000 }, options);
      }
    },
  },
  {
    name: 'refuses to revoke until a deadline after the latest',
    topic,
    store: class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        this.refuseTooLarge({ ...record, payload: '' });
        await super.revoke(record, options);
      }
    },
  },
  {
    name: 'rejects a second revocation of a record',
    topic,
    store: class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        if (this.reached.ids.has(record.id)) throw new StoreError('It is revoked.', { outcome: 'not-applied' });
        await super.revoke(record, options);
      }
    },
  },
  {
    name: 'responds before it has revoked, in real time',
    topic,
    store: class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        options?.signal?.throwIfAborted();
        await Promise.resolve(this.reached);
        setTimeout(() => {
          super.revoke(record).catch(() => undefined);
        }, 20).unref();
      }
    },
  },
  {
    name: 'throws the reason of an aborted signal synchronously in revoke',
    topic,
    store: class extends RevokingStore {
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        options?.signal?.throwIfAborted();
        return super.revoke(record, options);
      }
    },
  },
  {
    name: 'names a revoked id in a finding',
    topic,
    store: class extends RevokingStore {
      override async diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
        const [finding] = await super.diagnose(options);
        const [id] = [...this.reached.ids.keys()].slice(-1);
        return finding ? [{ ...finding, message: `${id} was revoked last.` }] : [];
      }
    },
  },
  {
    name: 'rejects the second close',
    topic,
    store: class extends RevokingStore {
      #isClosed = false;
      override close(): Promise<void> {
        if (this.#isClosed) return Promise.reject(new StoreError('It is closed.', { outcome: 'not-applied' }));
        this.#isClosed = true;
        return super.close();
      }
    },
  },
];
