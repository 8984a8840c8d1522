import { SessionManager } from '@sess/core';
import { ManagerStore } from './manager-store.js';
import { MemoryRecords } from './memory-records.js';

/**
 * Keeps sessions in the memory of this process: for development and for tests. `session({ store })` takes it, and it
 * can be used by itself, by the ids or the keys of sessions.
 *
 * The middleware calls its methods `get`, `set`, `touch` and `destroy` only if the application has replaced them, in a
 * subclass or on the object. They can count calls and make them fail, and an empty result of `get` means that there is
 * no session. What they change in a session has no effect.
 */
export class MemoryStore extends ManagerStore {
  /** The store that a manager uses. */
  readonly records: MemoryRecords;

  constructor() {
    const records = new MemoryRecords();
    super(new SessionManager({ store: records }), { takesIds: true });
    this.records = records;
    records.passThrough({
      methods: this,
      isReplaced: (method) => this[method] !== MemoryStore.prototype[method],
      sessionIn: ({ payload, expiresAt }) => this.shown(this.sessions.decode(payload), expiresAt),
    });
  }

  protected override perform<Value>(subject: unknown, work: () => Promise<Value>): Promise<Value> {
    return this.records.perform(subject, work);
  }
}
