import {
  type CallOptions,
  type Conflict,
  type CreateResult,
  type DeleteResult,
  type Gone,
  type KeyedStore,
  refuseBadArguments,
  type SessionId,
  type SessionRecord,
  type StoreArguments,
  StoreError,
  type StoredSession,
  type StoreLimits,
  type UpdateResult,
} from '@sess/core';
import { exptimeSeconds } from './exptime.js';
import type { CasResult, MemcachedClient } from './memcached-client.js';
import { assertWithinLimits, limitsWith } from './record-limits.js';
import { deletedValue, encodeRecord } from './record-value.js';
import { type Call, type FoundSession, SessionItems } from './session-items.js';
import { parseVersion, type State } from './state-version.js';
import { assertClient, checkOptions, type MemcachedSessionStoreOptions } from './store-options.js';

const defaultPrefix = 'sess:';
const defaultMaxItemBytes = 1_048_576;
/** An id is random and its record created once: more than a few others at it at the same moment is no accident. */
const mostCreateAttempts = 10;

/**
 * Keeps sessions in memcached, on one server or many.
 *
 * memcached is a cache: it forgets when it restarts, and when its memory is full it drops what was not used for longest.
 * Such a session reads as absent. It finds no sessions by their owner, and claims no `touch`: memcached has none that
 * depends on the version.
 *
 * @example
 * ```ts
 * const client = new MemcachedServers({ servers: ['127.0.0.1:11211'] });
 * const sessions = new SessionManager({ store: new MemcachedSessionStore(client) });
 * ```
 */
export class MemcachedSessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits;
  readonly #items: SessionItems;
  readonly #clock: () => number;
  readonly #maxItemBytes: number;
  #isClosed = false;

  /**
   * @param client - Such as `MemcachedServers` of `@sess/memcached/memcache-client`; it stays the application's.
   * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is no client, and for an unknown or impossible option.
   */
  constructor(client: MemcachedClient, options: MemcachedSessionStoreOptions = {}) {
    checkOptions(options);
    assertClient(client);
    const { prefix = defaultPrefix, maxItemBytes = defaultMaxItemBytes, clock = Date.now } = options;
    this.#items = new SessionItems(client, prefix);
    this.#maxItemBytes = maxItemBytes;
    this.#clock = clock;
    this.limits = limitsWith(maxItemBytes);
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return (await this.#findLive(this.#begin('load', { id }, options)))?.session;
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const call = this.#begin('create', { id }, options);
    const value = this.#encode(call, record);
    for (let attempts = 1; attempts <= mostCreateAttempts; attempts++) {
      if ((await this.#items.add(call, value, this.#exptime(record))) === 'stored') return { status: 'written' };
      const found = await this.#items.find(call);
      if (!found) continue;
      if (this.#isLive(found)) return { status: 'taken' };
      // Of two that found it expired, and of who renews it in this moment, the first one changes the CAS id.
      const answer = await this.#items.cas(call, value, this.#exptime(record), found.cas);
      if (answer === 'stored') return { status: 'written' };
    }
    throw new StoreError(
      `MemcachedSessionStore could not create: under this id something came and went ${mostCreateAttempts} times meanwhile`,
      { outcome: 'not-applied' },
    );
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    const call = this.#begin('update', { id, version }, options);
    const state = parseVersion(version);
    const value = this.#encode(call, { ...record, createdAt: state?.createdAt ?? record.createdAt });
    const answer = await this.#replace(call, state, value, this.#exptime(record));
    return answer === 'stored' ? { status: 'written' } : this.#refusal(call, answer);
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return (await this.#items.remove(this.#begin('delete', { id }, options))) === 'deleted';
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    const call = this.#begin('deleteIf', { id, version }, options);
    // memcached's `delete` takes no CAS id, and an item that is stored dead is gone at once.
    const answer = await this.#replace(call, parseVersion(version), deletedValue, -1);
    return answer === 'stored' ? { status: 'deleted' } : this.#refusal(call, answer);
  }

  /** Ends the store and nothing else: the client is the application's. Calls that run already go on. */
  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #begin(verb: string, given: StoreArguments & { readonly id: SessionId }, options: CallOptions | undefined): Call {
    options?.signal?.throwIfAborted();
    refuseBadArguments(`MemcachedSessionStore.${verb}`, given);
    if (this.#isClosed) {
      throw new StoreError('MemcachedSessionStore is closed: nothing was read or written', { outcome: 'not-applied' });
    }
    return { ...options, verb, key: this.#items.keyOf(given.id) };
  }

  #encode({ key }: Call, record: SessionRecord): Uint8Array {
    const value = encodeRecord(record);
    assertWithinLimits(record, { key, value, limits: this.limits, maxItemBytes: this.#maxItemBytes });
    return value;
  }

  /** Told at each command anew: a relative time counts from when memcached hears it. */
  #exptime({ expiresAt }: SessionRecord): number {
    return exptimeSeconds(expiresAt, this.#clock());
  }

  #isLive({ session }: FoundSession): boolean {
    return this.#clock() < session.expiresAt;
  }

  async #findLive(call: Call): Promise<FoundSession | undefined> {
    const found = await this.#items.find(call);
    return found && this.#isLive(found) ? found : undefined;
  }

  /** `exists` without asking for a state that has expired by now, and for one that this store never named. */
  async #replace(call: Call, state: State | undefined, value: Uint8Array, exptime: number): Promise<CasResult> {
    if (!state || this.#clock() >= state.expiresAt) return 'exists';
    return this.#items.cas(call, value, exptime, state.cas);
  }

  async #refusal(call: Call, answer: CasResult): Promise<Conflict | Gone> {
    const current = answer === 'notFound' ? undefined : await this.#findLive(call);
    return current ? { status: 'conflict', current: current.session } : { status: 'gone' };
  }
}
