import {
  type CallOptions,
  type ClearResult,
  type CreateResult,
  type DeleteResult,
  type KeyedStore,
  type MemorySessionStore,
  type OwnerIndex,
  SessionError,
  type SessionId,
  type SessionRecord,
  SessionTooLargeError,
  StoreError,
  type StoredSession,
  type StoreLimits,
  type UpdateResult,
} from '@sess/core';
import type { Backend } from './wire.js';

/** A store as a stranger would write it, whole and right: the gallery breaks it in one place at a time. */
export class WiredStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits = Object.freeze({
    maxPayloadBytes: 200_000,
    expiryGranularityMs: 1,
    maxExpiresAt: Date.UTC(2100, 0, 1),
    durable: false,
  });
  readonly owners: OwnerIndex = {
    listByOwner: (owner, page, options) => this.send(options, () => this.server.owners.listByOwner(owner, page)),
    deleteByOwner: (owner, filter, options) =>
      this.send(options, () => this.server.owners.deleteByOwner(owner, filter)),
  };
  readonly backend: Backend;
  readonly clock: () => number;
  #isClosed = false;

  constructor(backend: Backend, clock: () => number, options: object = {}) {
    for (const name of Object.keys(options))
      throw new SessionError('INVALID_OPTION', `WiredStore.${name} is no option`);
    this.backend = backend;
    this.clock = clock;
  }

  /** What the server does with a request when it arrives. */
  get server(): MemorySessionStore {
    return this.backend.view(this.clock);
  }

  load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.send(options, () => this.server.load(id));
  }

  create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    return this.send(options, () => this.server.create(id, record), record);
  }

  update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    return this.send(options, () => this.server.update(id, record, version), record);
  }

  touch(id: SessionId, expiresAt: number, version: string, revision: string, options?: CallOptions): Promise<boolean> {
    return this.send(options, () => this.server.touch(id, expiresAt, version, revision), { payload: '', expiresAt });
  }

  delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return this.send(options, () => this.server.delete(id));
  }

  deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    return this.send(options, () => this.server.deleteIf(id, version));
  }

  deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    return this.send(options, () => this.server.deleteExpired(limit));
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  ping(): Promise<void> {
    return this.backend.isClientOpen ? Promise.resolve() : Promise.reject(new Error('The client is closed.'));
  }

  async send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    options?.signal?.throwIfAborted();
    if (this.#isClosed) throw new StoreError('The store is closed.', { outcome: 'not-applied' });
    if (record) this.refuseTooLarge(record);
    return this.backend.carry(request);
  }

  refuseTooLarge({ payload, expiresAt }: Pick<SessionRecord, 'payload' | 'expiresAt'>): void {
    const { maxPayloadBytes, maxExpiresAt } = this.limits;
    if (Buffer.byteLength(payload) > maxPayloadBytes) {
      throw new SessionTooLargeError(`The session is longer than ${maxPayloadBytes} bytes.`);
    }
    if (expiresAt > maxExpiresAt) throw new SessionTooLargeError(`The session ends after ${maxExpiresAt}.`);
  }
}
