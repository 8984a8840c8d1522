import { type CallOptions, type SealedRecord, StoreError, type StoreFinding, type StoreLimits } from '@sess/core';
import { sealingLimits, type SealingOptions, SealingStore } from './sealing-store.js';

/** The revocations that the instances of one application share: ids and deadlines. */
export interface Revocations {
  readonly ids: Map<string, number>;
  isDown: boolean;
}

/** A {@link SealingStore} with several cookies per session, and with revocations. */
export class RevokingStore extends SealingStore {
  override readonly limits: StoreLimits = Object.freeze({ ...sealingLimits, maxPayloadBytes: 12_000 });
  readonly maxCookies: number = 4;
  readonly revocations: Revocations;
  isClosed = false;

  constructor({ revocations, ...options }: SealingOptions & { readonly revocations: Revocations }) {
    super(options);
    this.revocations = revocations;
  }

  async revoke({ id, expiresAt }: SealedRecord, options?: CallOptions): Promise<void> {
    this.begin(options);
    await Promise.resolve();
    const { ids } = this.reached;
    ids.set(id, Math.max(expiresAt, ids.get(id) ?? 0));
  }

  override isLive(record: SealedRecord): boolean {
    return super.isLive(record) && this.clock() >= (this.reached.ids.get(record.id) ?? 0);
  }

  async diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
    this.begin(options);
    await Promise.resolve();
    return [{ code: 'REVOCATIONS', level: 'info', message: `${this.reached.ids.size} tokens are revoked.` }];
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  override begin(options?: CallOptions): void {
    super.begin(options);
    if (this.isClosed) throw new StoreError('The store is closed.', { outcome: 'not-applied' });
  }

  get reached(): Revocations {
    if (this.revocations.isDown) throw new StoreError('The revocations cannot be reached.', { outcome: 'not-applied' });
    return this.revocations;
  }
}
