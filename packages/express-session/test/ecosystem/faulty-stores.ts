import { createRequire } from 'node:module';

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
