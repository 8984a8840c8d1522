import { MemorySessionStore, SessionManager } from '@sess/core';
import { ManagerStore } from './manager-store.js';

/**
 * Keeps sessions in the memory of this process: for development and for tests. `session({ store })` takes it, and it
 * can be used by itself, by the ids or the keys of sessions.
 */
export class MemoryStore extends ManagerStore {
  /** The store that a manager uses. */
  readonly records: MemorySessionStore;

  constructor() {
    const records = new MemorySessionStore();
    super(new SessionManager({ store: records }), { takesIds: true });
    this.records = records;
  }
}
