import {
  type CallOptions,
  type ClearResult,
  type CreateResult,
  type DeleteResult,
  type KeyedStore,
  type MemorySessionStore,
  type OwnerIndex,
  refuseBadArguments,
  SessionError,
  type SessionId,
  type SessionRecord,
  SessionTooLargeError,
  type StoreArguments,
  StoreError,
  type StoredSession,
  type StoreFinding,
  type StoreLimits,
  type UpdateResult,
} from '@sess/core';
import { expiredIn } from './expired-in.js';
import type { Backend } from './wire.js';

/** A correct store, as an author outside this project would write it. The gallery breaks one part of it at a time. */
export class WiredStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits = Object.freeze({
    maxPayloadBytes: 200_000,
    expiryGranularityMs: 1,
    maxExpiresAt: Date.UTC(2100, 0, 1),
    durable: false,
  });
  readonly owners: OwnerIndex = {
    listByOwner: async (owner, page, options) => {
      const { limit, cursor } = page;
      this.refuseBad({ owner, limit, cursor });
      return this.send(options, () => this.server.owners.listByOwner(owner, page));
    },
    deleteByOwner: async (owner, filter, options) => {
      this.refuseBad({ owner, except: filter.except });
      return this.send(options, () => this.server.owners.deleteByOwner(owner, filter));
    },
  };
  readonly backend: Backend;
  readonly clock: () => number;
  #isClosed = false;

  constructor(backend: Backend, clock: () => number, options: object = {}) {
    for (const name of Object.keys(options))
      throw new SessionError('INVALID_OPTION', `WiredStore.${name} is not a known option`);
    this.backend = backend;
    this.clock = clock;
  }

  /** The server that handles the requests. */
  get server(): MemorySessionStore {
    return this.backend.view(this.clock);
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    this.refuseBad({ id });
    return this.send(options, () => this.server.load(id));
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    this.refuseBad({ id });
    return this.send(options, () => this.server.create(id, record), record);
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    this.refuseBad({ id, version });
    return this.send(options, () => this.server.update(id, record, version), record);
  }

  async touch(
    id: SessionId,
    expiresAt: number,
    version: string,
    revision: string,
    options?: CallOptions,
  ): Promise<boolean> {
    this.refuseBad({ id, version, revision });
    return this.send(options, () => this.server.touch(id, expiresAt, version, revision), { payload: '', expiresAt });
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    this.refuseBad({ id });
    return this.send(options, () => this.server.delete(id));
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    this.refuseBad({ id, version });
    return this.send(options, () => this.server.deleteIf(id, version));
  }

  async deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    this.refuseBad({ limit });
    return this.send(options, () => this.server.deleteExpired(limit));
  }

  async countExpired(limit: number, options?: CallOptions): Promise<number> {
    this.refuseBad({ limit });
    return this.send(options, () => Promise.resolve(Math.min(limit, this.expired())));
  }

  async diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
    return this.send(options, () => Promise.resolve(this.findings()));
  }

  /** Returns the number of all expired records. */
  expired(): number {
    return expiredIn(this.backend.dump(), this.clock());
  }

  findings(): readonly StoreFinding[] {
    const remedy = 'Add some before sessions are dropped.';
    return [{ code: 'MEMORY_FULL', level: 'warning', message: '95 % of the memory is used.', remedy }];
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

  refuseBad(given: StoreArguments): void {
    refuseBadArguments('WiredStore', given);
  }

  refuseTooLarge({ payload, expiresAt }: Pick<SessionRecord, 'payload' | 'expiresAt'>): void {
    const { maxPayloadBytes, maxExpiresAt } = this.limits;
    if (Buffer.byteLength(payload) > maxPayloadBytes) {
      throw new SessionTooLargeError(`The session is longer than ${maxPayloadBytes} bytes.`);
    }
    if (expiresAt > maxExpiresAt) throw new SessionTooLargeError(`The session ends after ${maxExpiresAt}.`);
  }
}
