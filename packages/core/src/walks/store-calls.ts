import { SerializeError, SessionError, SessionTooLargeError, StoreError } from '../contract/errors.js';
import type { CallOptions } from '../contract/call-options.js';
import type { ClearResult, CreateResult, DeleteResult, KeyedStore, UpdateResult } from '../contract/keyed-store.js';
import type { OwnerIndex } from '../contract/owner-index.js';
import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import type { StoreLimits } from '../contract/store-limits.js';
import { isKeepable } from '../payload/keepable-text.js';
import type { SessionId } from '../session-key.js';

/** `deleteByOwner` repeats until nothing is left, which for an owner of thousands of sessions is many statements. */
const callsOfRevocation = 12;

/**
 * A keyed store behind what every call of it needs: a deadline, a typed error whatever the driver throws, and the checks of
 * what no store should be sent.
 */
export class StoreCalls {
  readonly #store: KeyedStore;
  readonly #timeout: number;

  /** @param timeout - Milliseconds that one call may take. */
  constructor(store: KeyedStore, timeout: number) {
    this.#store = store;
    this.#timeout = timeout;
  }

  get limits(): StoreLimits {
    return this.#store.limits;
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

  create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    this.#check(record);
    return this.#call('create', 'write', options, (passed) => this.#store.create(id, record, passed));
  }

  update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    this.#check(record);
    return this.#call('update', 'write', options, (passed) => this.#store.update(id, record, version, passed));
  }

  touch(id: SessionId, expiresAt: number, version: string, revision: string): Promise<boolean> {
    return this.#call('touch', 'write', undefined, (passed) =>
      this.#store.touch!(id, expiresAt, version, revision, passed),
    );
  }

  delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return this.#call('delete', 'write', options, (passed) => this.#store.delete(id, passed));
  }

  deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    return this.#call('deleteIf', 'write', options, (passed) => this.#store.deleteIf(id, version, passed));
  }

  deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    return this.#call('deleteExpired', 'write', options, (passed) => this.#store.deleteExpired!(limit, passed));
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

  #check({ payload, expiresAt, attributes = {} }: SessionRecord): void {
    if (!isKeepable(payload)) {
      throw new SessionError(
        'SERIALIZE',
        'The serializer wrote U+0000 or a lone surrogate, which databases cut or change.',
      );
    }
    for (const [name, value] of Object.entries(attributes)) {
      if (
        typeof value === 'string'
          ? isKeepable(value)
          : typeof value === 'boolean' || value === null || Number.isFinite(value)
      )
        continue;
      throw new SerializeError(
        `attributes.${name}`,
        'must be a string without U+0000 and lone surrogates, a finite number, a boolean or null',
      );
    }
    const { maxPayloadBytes, maxExpiresAt } = this.limits;
    // A character is at most three bytes a UTF-16 unit, so that most payloads need no counting.
    if (payload.length * 3 > maxPayloadBytes) {
      const bytes = new TextEncoder().encode(payload).length;
      if (bytes > maxPayloadBytes) {
        throw new SessionTooLargeError(
          `The session takes ${bytes} bytes; the store's limit (maxPayloadBytes) is ${maxPayloadBytes}.`,
        );
      }
    }
    if (expiresAt > maxExpiresAt)
      throw new SessionTooLargeError(`The deadline is later than the store's maxExpiresAt.`);
  }

  async #call<Result>(
    verb: string,
    effect: 'read' | 'write',
    { signal }: CallOptions = {},
    run: (options: CallOptions) => Promise<Result>,
    timeout = this.#timeout,
  ): Promise<Result> {
    signal?.throwIfAborted();
    const outcome = effect === 'read' ? 'not-applied' : 'unknown';
    // Made only for a store that looks at it: most drivers take no signal.
    let controller: AbortController | undefined;
    const passed: CallOptions = {
      get signal() {
        controller ??= new AbortController();
        return controller.signal;
      },
    };
    let abort!: (reason: Error) => void;
    const aborted = new Promise<never>((_resolve, reject) => {
      abort = (reason) => {
        reject(reason);
        controller?.abort(reason);
      };
    });
    const timer = setTimeout(() => {
      abort(new StoreError(`The store did not answer "${verb}" within ${timeout} ms (storeTimeout).`, { outcome }));
    }, timeout);
    const onAbort = (): void => {
      abort(new StoreError(`"${verb}" was aborted while it ran.`, { outcome, cause: signal?.reason }));
    };
    signal?.addEventListener('abort', onAbort);
    try {
      // The store's own promise may reject after the deadline has: `race` has then handled it already.
      return await Promise.race([run(passed), aborted]);
    } catch (error) {
      if (error instanceof SessionError) throw error;
      throw new StoreError(`The store failed at "${verb}".`, { outcome, cause: error });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
