import type { CallOptions, Conflict, CreateResult, DeleteResult, Gone, UpdateResult } from '@sess/core';
import type { KeyedStore, SessionId, SessionRecord, StoredSession, StoreFinding, StoreLimits } from '@sess/core';
import { CallGuard, type StoreCall } from '@sess/core/store';
import { diagnose } from './diagnosis.js';
import { assertClient, type CasResult, type MemcachedClient } from './driver.js';
import { exptimeSeconds } from './exptime.js';
import { refuseLargeItem } from './item-size.js';
import { deletedValue, encodeRecord } from './record-mapping.js';
import { type FoundSession, SessionCommands } from './session-commands.js';
import { parseVersion, type State } from './state-version.js';
import {
  checkStoreOptions,
  defaultMaxItemBytes,
  limitsOf,
  type MemcachedSessionStoreOptions,
} from './store-options.js';

/**
 * Ids are random and each record is created once, so more than a few conflicts at one moment are not a coincidence.
 */
const maxCreateAttempts = 10;

/**
 * Keeps sessions in memcached, on one server or many.
 *
 * memcached is a cache: it loses everything when it restarts, and when its memory is full it drops what was not used
 * for the longest time. Such a session is absent. The store does not find sessions by their owner, and has no `touch`,
 * because that of memcached cannot depend on the version.
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
  readonly #guard: CallGuard;
  readonly #commands: SessionCommands;
  readonly #client: MemcachedClient;
  readonly #maxItemBytes: number;
  readonly #clock: () => number;

  /**
   * @param client - Such as `MemcachedServers` of `@sess/memcached/memcache-client`. It stays the application's.
   * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is not a client, and for an unknown or invalid
   * option
   */
  constructor(client: MemcachedClient, options: MemcachedSessionStoreOptions = {}) {
    checkStoreOptions(options);
    assertClient(client);
    const { prefix = 'sess:', maxItemBytes = defaultMaxItemBytes, clock = Date.now } = options;
    this.limits = limitsOf(options);
    const remedy = "keep less in it, or raise memcached's -I and the option maxItemBytes";
    this.#guard = new CallGuard('MemcachedSessionStore', this.limits, remedy);
    this.#commands = new SessionCommands(client, prefix);
    this.#client = client;
    this.#maxItemBytes = maxItemBytes;
    this.#clock = clock;
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return (await this.#findLive(this.#guard.begin('load', { id }, options), id))?.session;
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const call = this.#guard.begin('create', { id, record }, options);
    const value = this.#encode(id, record);
    for (let attempts = 1; attempts <= maxCreateAttempts; attempts++) {
      if ((await this.#commands.add(call, id, value, this.#exptime(record))) === 'stored') return { status: 'written' };
      const found = await this.#commands.find(call, id);
      if (!found) continue;
      if (this.#isLive(found)) return { status: 'taken' };
      // Two calls may find it expired, or another may renew it at this moment. The first one changes the CAS id.
      const result = await this.#commands.cas(call, id, value, this.#exptime(record), found.cas);
      if (result === 'stored') return { status: 'written' };
    }
    throw call.failure(`under this id, other records came and went ${maxCreateAttempts} times meanwhile`, {
      outcome: 'not-applied',
    });
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    const call = this.#guard.begin('update', { id, record, version }, options);
    const state = parseVersion(id, version);
    const value = this.#encode(id, { ...record, createdAt: state?.createdAt ?? record.createdAt });
    const result = await this.#replace(call, id, state, value, this.#exptime(record));
    return result === 'stored' ? { status: 'written' } : this.#refusal(call, id, result);
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return (await this.#commands.remove(this.#guard.begin('delete', { id }, options), id)) === 'deleted';
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    const call = this.#guard.begin('deleteIf', { id, version }, options);
    // memcached's `delete` takes no CAS id. An item that is stored already expired is gone at once.
    const result = await this.#replace(call, id, parseVersion(id, version), deletedValue, -1);
    return result === 'stored' ? { status: 'deleted' } : this.#refusal(call, id, result);
  }

  /**
   * Finds what memcached drops, and limits, memory and clocks that do not fit. Needs a client with `stats`.
   *
   * @throws {@link @sess/core#StoreError} if a server could not reply
   */
  async diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
    const call = this.#guard.begin('diagnose', {}, options);
    return await diagnose(call, this.#client, { maxItemBytes: this.#maxItemBytes, now: this.#clock });
  }

  /** Ends the store and nothing else: the client is the application's. Calls that are already running finish. */
  close(): Promise<void> {
    return this.#guard.close();
  }

  #encode(id: SessionId, record: SessionRecord): Uint8Array {
    const value = encodeRecord(record);
    refuseLargeItem(this.#commands.keyOf(id), value, this.#maxItemBytes);
    return value;
  }

  /** Computed again for each command, because a relative time counts from when memcached receives it. */
  #exptime({ expiresAt }: SessionRecord): number {
    return exptimeSeconds(expiresAt, this.#clock());
  }

  #isLive({ session }: FoundSession): boolean {
    return this.#clock() < session.expiresAt;
  }

  async #findLive(call: StoreCall, id: SessionId): Promise<FoundSession | undefined> {
    const found = await this.#commands.find(call, id);
    return found && this.#isLive(found) ? found : undefined;
  }

  /**
   * Returns `exists` without asking memcached for a state that has expired by now, and for one that this store never
   * named.
   */
  async #replace(
    call: StoreCall,
    id: SessionId,
    state: State | undefined,
    value: Uint8Array,
    exptime: number,
  ): Promise<CasResult> {
    if (!state || this.#clock() >= state.expiresAt) return 'exists';
    return this.#commands.cas(call, id, value, exptime, state.cas);
  }

  async #refusal(call: StoreCall, id: SessionId, result: CasResult): Promise<Conflict | Gone> {
    const current = result === 'notFound' ? undefined : await this.#findLive(call, id);
    return current ? { status: 'conflict', current: current.session } : { status: 'gone' };
  }
}
