import type { CallOptions } from '../contract/call-options.js';
import type {
  ClearResult,
  Conflict,
  CreateResult,
  DeleteResult,
  Gone,
  KeyedStore,
  UpdateResult,
} from '../contract/keyed-store.js';
import type { OwnedSession, OwnerIndex } from '../contract/owner-index.js';
import type { SessionId } from '../contract/session-id.js';
import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import type { StoreLimits } from '../contract/store-limits.js';
import { type CallArguments, CallGuard } from '../store/call-guard.js';
import { MemoryBackend } from './memory-backend.js';
import { checkStoreOptions } from './store-options.js';

/** The options of a `MemorySessionStore`. */
export interface MemorySessionStoreOptions {
  /** Epoch milliseconds. @defaultValue `Date.now`, or the clock of `shareWith` */
  readonly clock?: () => number;
  /** The most records that are kept. @defaultValue 10,000 */
  readonly maxSessions?: number;
  /** The longest payload, in bytes of UTF-8. @defaultValue 1 MiB */
  readonly maxPayloadBytes?: number;
  /** Uses the records of that store, within its bounds, as a second process uses the same database. For tests. */
  readonly shareWith?: MemorySessionStore;
}

/**
 * Keeps sessions in the memory of this process: for development and for tests, not for production.
 *
 * Sessions end with the process, and no other process sees them. At most `maxSessions` are kept: one more evicts the
 * expired ones first, then the one least recently written (a renewal is a write), so a flood of new sessions ends old
 * ones. The store has no timer and keeps no process running. If `NODE_ENV` is `production`, it warns with the code
 * `SESS_MEMORY_STORE`.
 *
 * @example
 * ```ts
 * const sessions = new SessionManager({ store: new MemorySessionStore() });
 * ```
 */
export class MemorySessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits;
  readonly owners: OwnerIndex = {
    listByOwner: (owner, { limit, cursor }, options) =>
      this.#call('listByOwner', { owner, limit, cursor }, options, () => {
        const live = this.#liveAfter(owner, cursor ?? '');
        const sessions = live.slice(0, limit);
        const last = sessions.at(-1);
        return last && live.length > limit ? { sessions, cursor: last.id } : { sessions };
      }),
    deleteByOwner: (owner, { except }, options) =>
      this.#call('deleteByOwner', { owner, except }, options, () => {
        const spared = new Set(except);
        const doomed = this.#backend.idsOf(owner).filter((id) => !spared.has(id));
        for (const id of doomed) this.#backend.remove(id);
        return doomed.length;
      }),
  };
  readonly #clock: () => number;
  readonly #backend: MemoryBackend;
  readonly #guard: CallGuard;

  /** @throws {@link SessionError} `INVALID_OPTION` that names an unknown or invalid option */
  constructor(options: MemorySessionStoreOptions = {}) {
    checkStoreOptions(options);
    const { shareWith, clock = shareWith ? shareWith.#clock : Date.now } = options;
    const { maxSessions = 10_000, maxPayloadBytes = 1_048_576 } = options;
    this.#clock = clock;
    this.#backend = shareWith ? shareWith.#backend : new MemoryBackend(maxSessions);
    this.limits = shareWith
      ? shareWith.limits
      : Object.freeze({
          maxPayloadBytes,
          expiryGranularityMs: 1,
          maxExpiresAt: Number.MAX_SAFE_INTEGER,
          durable: false,
        });
    this.#guard = new CallGuard('MemorySessionStore', this.limits);
  }

  load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.#call('load', { id }, options, () => {
      const record = this.#live(id);
      return record && independent(record, record.version);
    });
  }

  create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    return this.#call('create', { id, record }, options, () =>
      this.#live(id) ? { status: 'taken' } : this.#write(id, record),
    );
  }

  update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    return this.#call('update', { id, record, version }, options, () => {
      const current = this.#live(id);
      if (current?.version !== version) return refusal(current);
      return this.#write(id, record, current.createdAt);
    });
  }

  touch(id: SessionId, expiresAt: number, version: string, revision: string, options?: CallOptions): Promise<boolean> {
    return this.#call('touch', { id, expiresAt, version, revision }, options, () => {
      const current = this.#live(id);
      if (current?.version !== version) return false;
      this.#write(id, { ...current, expiresAt, revision });
      return true;
    });
  }

  delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return this.#call('delete', { id }, options, () => this.#backend.remove(id));
  }

  deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    return this.#call('deleteIf', { id, version }, options, () => {
      const current = this.#live(id);
      if (current?.version !== version) return refusal(current);
      this.#backend.remove(id);
      return { status: 'deleted' };
    });
  }

  deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    return this.#call('deleteExpired', { limit }, options, () => this.#backend.removeExpired(limit, this.#clock()));
  }

  /** Refuses every later call of this store. A store that shares its records is not closed. */
  close(): Promise<void> {
    return this.#guard.close();
  }

  /** Returns everything that is kept, as text, expired records included. For tests of what is at rest. */
  dump(): string {
    return this.#backend.dump();
  }

  /**
   * Runs a whole verb in one step, so that nothing comes between its check and its write. What it throws becomes a
   * rejection.
   */
  #call<T>(verb: string, given: CallArguments, options: CallOptions | undefined, body: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.#guard.begin(verb, given, options);
      resolve(body());
    });
  }

  #live(id: SessionId): StoredSession | undefined {
    const record = this.#backend.get(id);
    return record && this.#clock() < record.expiresAt ? record : undefined;
  }

  #liveAfter(owner: string, cursor: string): OwnedSession[] {
    const live: OwnedSession[] = [];
    for (const id of this.#backend.idsOf(owner)) {
      const record = id > cursor ? this.#live(id) : undefined;
      if (!record) continue;
      const { createdAt, expiresAt, attributes } = record;
      live.push({ id, createdAt, expiresAt, ...(attributes && { attributes: { ...attributes } }) });
    }
    return live.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  }

  #write(id: SessionId, record: SessionRecord, createdAt?: number) {
    const version = this.#backend.nextVersion();
    this.#backend.put(id, independent(record, version, createdAt), this.#clock());
    return { status: 'written', version } as const;
  }
}

/** Returns a copy that shares nothing with what a caller holds. */
function independent(record: SessionRecord, version: string, createdAt = record.createdAt): StoredSession {
  const { payload, expiresAt, owner, attributes, revision } = record;
  // Each by its name, because a spread to which something is added takes a microsecond and more.
  const copy: { -readonly [Field in keyof StoredSession]: StoredSession[Field] } = {
    payload,
    createdAt,
    expiresAt,
    revision,
    version,
  };
  if (owner !== undefined) copy.owner = owner;
  if (attributes) copy.attributes = { ...attributes };
  return copy;
}

function refusal(current: StoredSession | undefined): Conflict | Gone {
  return current ? { status: 'conflict', current: independent(current, current.version) } : { status: 'gone' };
}
