import { SessionTooLargeError, StoreError } from '../contract/errors.js';
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
import type { OwnerIndex } from '../contract/owner-index.js';
import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import { refuseBadArguments, type StoreArguments } from '../contract/store-arguments.js';
import type { StoreLimits } from '../contract/store-limits.js';
import { MemoryBackend } from './memory-backend.js';
import { MemoryOwnerIndex } from './memory-owner-index.js';
import { checkMemoryOptions } from './memory-options.js';
import type { SessionId } from '../contract/session-id.js';
import { refuseAborted } from '../persistence/call-signals.js';

/** How much a `MemorySessionStore` keeps, and by which clock. */
export interface MemorySessionStoreOptions {
  /** Epoch milliseconds. @defaultValue `Date.now`, or the clock of `shareWith` */
  readonly clock?: () => number;
  /** How many records are kept. @defaultValue 10,000 */
  readonly maxSessions?: number;
  /** The longest payload, in bytes of UTF-8. @defaultValue 1 MiB */
  readonly maxPayloadBytes?: number;
  /** Works on the records of that store, within its bounds, as a second process does on one database: for tests. */
  readonly shareWith?: MemorySessionStore;
}

const utf8 = new TextEncoder();

/**
 * Keeps sessions in the memory of this process: for development and for tests, not for production.
 *
 * They end with the process, and no other process sees them. At most `maxSessions` are kept: one more evicts the expired
 * ones first, then the one least recently written (a renewal is a write), so a flood of new sessions ends old ones. It
 * has no timer and keeps no process running. Where `NODE_ENV` is `production`, the process is warned with the code `SESS_MEMORY_STORE`.
 *
 * @example
 * ```ts
 * const sessions = new SessionManager({ store: new MemorySessionStore() });
 * ```
 */
export class MemorySessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits;
  readonly owners: OwnerIndex;
  readonly #clock: () => number;
  readonly #backend: MemoryBackend;
  #isClosed = false;

  /** @throws SessionError `INVALID_OPTION`, with its name, for an option that is unknown or makes no sense. */
  constructor(options: MemorySessionStoreOptions = {}) {
    checkMemoryOptions(options);
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
    this.owners = new MemoryOwnerIndex(this.#backend, this.#clock, (...call) => this.#call(...call));
  }

  load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.#call('load', { id }, options, () => {
      const record = this.#live(id);
      return record && independent(record, record.version);
    });
  }

  create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    return this.#call('create', { id }, options, () => {
      this.#refuseTooLarge(record);
      return this.#live(id) ? { status: 'taken' } : this.#write(id, record);
    });
  }

  update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    return this.#call('update', { id, version }, options, () => {
      this.#refuseTooLarge(record);
      const current = this.#live(id);
      if (current?.version !== version) return refusal(current);
      return this.#write(id, record, current.createdAt);
    });
  }

  touch(id: SessionId, expiresAt: number, version: string, revision: string, options?: CallOptions): Promise<boolean> {
    return this.#call('touch', { id, version, revision }, options, () => {
      this.#refuseTooLate(expiresAt);
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

  /** Refuses every later call of this store; a store that shares its records goes on. */
  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  /** Everything that is kept, as text, expired records included: for tests of what is at rest. */
  dump(): string {
    return this.#backend.dump();
  }

  /** Runs a whole verb in one step, so nothing comes between its check and its write; what it throws is a rejection. */
  #call<T>(verb: string, given: StoreArguments, options: CallOptions | undefined, body: () => T): Promise<T> {
    return new Promise((resolve) => {
      refuseAborted(options);
      refuseBadArguments(`MemorySessionStore.${verb}`, given);
      if (this.#isClosed) {
        throw new StoreError('MemorySessionStore is closed: nothing was read or written.', { outcome: 'not-applied' });
      }
      resolve(body());
    });
  }

  #live(id: SessionId): StoredSession | undefined {
    const record = this.#backend.get(id);
    return record && this.#clock() < record.expiresAt ? record : undefined;
  }

  #write(id: SessionId, record: SessionRecord, createdAt?: number) {
    const version = this.#backend.nextVersion();
    this.#backend.put(id, independent(record, version, createdAt), this.#clock());
    return { status: 'written', version } as const;
  }

  #refuseTooLarge({ payload, expiresAt }: SessionRecord): void {
    this.#refuseTooLate(expiresAt);
    const { maxPayloadBytes } = this.limits;
    // A UTF-16 unit is at most three bytes, so that most payloads need no counting.
    if (payload.length * 3 <= maxPayloadBytes) return;
    const bytes = utf8.encode(payload).byteLength;
    if (bytes <= maxPayloadBytes) return;
    throw new SessionTooLargeError(
      `The session is ${bytes} bytes long, MemorySessionStore keeps ${maxPayloadBytes}: keep less in it or raise maxPayloadBytes.`,
    );
  }

  #refuseTooLate(expiresAt: number): void {
    const { maxExpiresAt } = this.limits;
    if (expiresAt <= maxExpiresAt) return;
    throw new SessionTooLargeError(
      `The session ends at ${expiresAt}, MemorySessionStore keeps deadlines up to ${maxExpiresAt}: shorten its timeouts.`,
    );
  }
}

/** A copy that shares nothing with what a caller holds. */
function independent(record: SessionRecord, version: string, createdAt = record.createdAt): StoredSession {
  const { payload, expiresAt, owner, attributes, revision } = record;
  // Each by its name: a spread to which something is added takes a microsecond and more.
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
