import { type CallOptions, type SealedRecord, StoreError } from '@sess/core';
import { type SealingOptions, SealingStore } from './sealing-store.js';

/** Where the instances of one application look which records were revoked. */
export interface Revocations {
  readonly ids: Set<string>;
  isDown: boolean;
}

/** The same as {@link SealingStore}, with several cookies a session, and sign-outs that hold against a replay. */
export class RevokingStore extends SealingStore {
  readonly maxCookies: number = 4;
  readonly revocations: Revocations;

  constructor({ revocations, ...options }: SealingOptions & { readonly revocations: Revocations }) {
    super(options);
    this.revocations = revocations;
  }

  async revoke({ id }: SealedRecord, options?: CallOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    await Promise.resolve();
    this.reached.ids.add(id);
  }

  override isLive(record: SealedRecord): boolean {
    return super.isLive(record) && !this.reached.ids.has(record.id);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get reached(): Revocations {
    if (this.revocations.isDown) throw new StoreError('The revocations cannot be reached.', { outcome: 'not-applied' });
    return this.revocations;
  }
}
