import { createRequire } from 'node:module';
import { type KeyedStore, MemorySessionStore, type SessionRecord, StoreError } from '@sess/core';

/** A store whose calls can be made to fail. */
export interface Faults {
  /** Called before each call of the store, which fails if this rejects. */
  before: (call: 'read' | 'write') => Promise<void>;
}

interface CallbackStore {
  get(id: string, callback: (error: unknown, data?: unknown) => void): void;
  set(id: string, data: unknown, callback?: (error?: unknown) => void): void;
  touch(id: string, data: unknown, callback?: (error?: unknown) => void): void;
  destroy(id: string, callback?: (error?: unknown) => void): void;
}

const { MemoryStore } = createRequire(import.meta.url)('express-session') as { MemoryStore: new () => CallbackStore };

/** The store of express-session in memory, with faults. */
export class FaultyMemoryStore extends MemoryStore implements Faults {
  before: Faults['before'] = () => Promise.resolve();

  override get(...[id, callback]: Parameters<CallbackStore['get']>): void {
    this.#after('read', callback, () => super.get(id, callback));
  }

  override set(...[id, data, callback]: Parameters<CallbackStore['set']>): void {
    this.#after('write', callback, () => super.set(id, data, callback));
  }

  override touch(...[id, data, callback]: Parameters<CallbackStore['touch']>): void {
    this.#after('write', callback, () => super.touch(id, data, callback));
  }

  override destroy(...[id, callback]: Parameters<CallbackStore['destroy']>): void {
    this.#after('write', callback, () => super.destroy(id, callback));
  }

  #after(kind: 'read' | 'write', callback: ((error: unknown) => void) | undefined, call: () => void): void {
    // oxlint-disable-next-line promise/no-callback-in-promise -- the contract of express-session's stores
    this.before(kind).then(call, (error: unknown) => callback?.(error));
  }
}

/** The store of @sess in memory, with faults. */
export class FaultyKeyedStore extends MemorySessionStore implements Faults {
  before: Faults['before'] = () => Promise.resolve();
  /** The records that were created and updated, in order. */
  readonly written: SessionRecord[] = [];

  override async load(...given: Parameters<KeyedStore['load']>) {
    await this.#ready('read');
    return super.load(...given);
  }

  override async create(...given: Parameters<KeyedStore['create']>) {
    await this.#ready('write');
    this.written.push(given[1]);
    return super.create(...given);
  }

  override async update(...given: Parameters<KeyedStore['update']>) {
    await this.#ready('write');
    this.written.push(given[1]);
    return super.update(...given);
  }

  override async touch(...given: Parameters<NonNullable<KeyedStore['touch']>>) {
    await this.#ready('write');
    return super.touch(...given);
  }

  override async delete(...given: Parameters<KeyedStore['delete']>) {
    await this.#ready('write');
    return super.delete(...given);
  }

  override async deleteIf(...given: Parameters<KeyedStore['deleteIf']>) {
    await this.#ready('write');
    return super.deleteIf(...given);
  }

  async #ready(kind: 'read' | 'write'): Promise<void> {
    await this.before(kind).catch((cause: unknown) => {
      throw new StoreError('The backend is down.', { outcome: 'not-applied', cause });
    });
  }
}
