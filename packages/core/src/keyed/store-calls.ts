import { SessionError, StoreError } from '../contract/errors.js';
import type { CallOptions } from '../contract/call-options.js';
import type { ClearResult, CreateResult, DeleteResult, KeyedStore, UpdateResult } from '../contract/keyed-store.js';
import type { OwnerIndex } from '../contract/owner-index.js';
import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import type { SessionId } from '../contract/session-id.js';
import { callInTime } from '../persistence/call-in-time.js';
import { checkRecord } from '../persistence/check-record.js';

/**
 * The time limit of `deleteByOwner`, as a multiple of that of other calls. It repeats until nothing is left, which
 * takes many statements for an owner of thousands of sessions.
 */
const callsOfRevocation = 12;

/** The calls of a keyed store, each with a deadline, typed errors and checks of the record. */
export class StoreCalls {
  readonly #store: KeyedStore;
  readonly #timeout: number;
  /** When all calls must end, by `performance.now()`. */
  readonly endsAt: number;

  /** @param timeout - Milliseconds that one call may take. */
  constructor(store: KeyedStore, timeout: number, endsAt = Infinity) {
    this.#store = store;
    this.#timeout = timeout;
    this.endsAt = endsAt;
  }

  /**
   * Returns the same store for a request whose calls must all end by then. Later calls fail before anything is sent.
   */
  until(endsAt: number): StoreCalls {
    return new StoreCalls(this.#store, this.#timeout, endsAt);
  }

  /**
   * Returns the same store with at least half of a call's time: to find out whether a call that timed out was applied,
   * and to clean up.
   */
  withGrace(): StoreCalls {
    return this.until(Math.max(this.endsAt, performance.now() + this.#timeout / 2));
  }

  get canTouch(): boolean {
    return this.#store.touch !== undefined;
  }

  get canClear(): boolean {
    return this.#store.deleteExpired !== undefined;
  }

  load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.#call('load', 'read', options, (passed) => this.#store.load(id, passed));
  }

  create(id: SessionId, record: SessionRecord): Promise<CreateResult> {
    checkRecord(this.#store.limits, record);
    return this.#call('create', 'write', undefined, (passed) => this.#store.create(id, record, passed));
  }

  update(id: SessionId, record: SessionRecord, version: string): Promise<UpdateResult> {
    checkRecord(this.#store.limits, record);
    return this.#call('update', 'write', undefined, (passed) => this.#store.update(id, record, version, passed));
  }

  touch(id: SessionId, expiresAt: number, version: string, revision: string): Promise<boolean> {
    return this.#call('touch', 'write', undefined, (passed) =>
      this.#store.touch!(id, expiresAt, version, revision, passed),
    );
  }

  delete(id: SessionId): Promise<boolean> {
    return this.#call('delete', 'write', undefined, (passed) => this.#store.delete(id, passed));
  }

  deleteIf(id: SessionId, version: string): Promise<DeleteResult> {
    return this.#call('deleteIf', 'write', undefined, (passed) => this.#store.deleteIf(id, version, passed));
  }

  deleteExpired(limit: number): Promise<ClearResult> {
    return this.#call('deleteExpired', 'write', undefined, (passed) => this.#store.deleteExpired!(limit, passed));
  }

  listByOwner(...[owner, page, options]: Parameters<OwnerIndex['listByOwner']>): ReturnType<OwnerIndex['listByOwner']> {
    return this.#call('listByOwner', 'read', options, (passed) => this.#owners().listByOwner(owner, page, passed));
  }

  deleteByOwner(...[owner, filter, options]: Parameters<OwnerIndex['deleteByOwner']>): Promise<number> {
    const run = (passed: CallOptions): Promise<number> => this.#owners().deleteByOwner(owner, filter, passed);
    return this.#call('deleteByOwner', 'write', options, run, this.#timeout * callsOfRevocation);
  }

  #owners(): OwnerIndex {
    if (this.#store.owners) return this.#store.owners;
    throw new SessionError(
      'NOT_SUPPORTED',
      'This store cannot find sessions by their owner. Use one that claims `owners`.',
    );
  }

  #call<Result>(
    verb: string,
    effect: 'read' | 'write',
    options: CallOptions | undefined,
    run: (options: CallOptions) => Promise<Result>,
    timeout = this.#timeout,
  ): Promise<Result> {
    const left = this.endsAt === Infinity ? Infinity : this.endsAt - performance.now();
    if (left > 0) return callInTime({ verb, effect, timeout: Math.min(timeout, left) }, run, options);
    const message = `No time was left to ask the store for "${verb}" (storeTimeout). Try again.`;
    return Promise.reject(new StoreError(message, { outcome: 'not-applied' }));
  }
}
