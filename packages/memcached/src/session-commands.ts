import { type SessionId, StoreError, type StoredSession } from '@sess/core';
import type { StoreCall } from '@sess/core/store';
import { isCasId } from './cas-id.js';
import type { CasResult, MemcachedClient, MemcachedItem } from './driver.js';
import { decodeRecord } from './record-mapping.js';
import { versionOf } from './state-version.js';
import { type Effect, storeFailure } from './store-failure.js';

/** A record that was found, expired or not, and the CAS id of its state. */
export interface FoundSession {
  readonly session: StoredSession;
  readonly cas: string;
}

/** The commands on the item of one session. What they throw becomes a `StoreError` that names the verb. */
export class SessionCommands {
  readonly #client: MemcachedClient;
  readonly #prefix: string;

  constructor(client: MemcachedClient, prefix: string) {
    this.#client = client;
    this.#prefix = prefix;
  }

  keyOf(id: SessionId): string {
    return this.#prefix + id;
  }

  find(call: StoreCall, id: SessionId): Promise<FoundSession | undefined> {
    return attempt(call, 'read', async () => {
      const item = await this.#client.get(this.keyOf(id));
      return item && readItem(id, item);
    });
  }

  add(call: StoreCall, id: SessionId, value: Uint8Array, exptimeSeconds: number): Promise<'stored' | 'notStored'> {
    return attempt(call, 'write', () => this.#client.add(this.keyOf(id), value, exptimeSeconds));
  }

  cas(call: StoreCall, id: SessionId, value: Uint8Array, exptimeSeconds: number, cas: string): Promise<CasResult> {
    return attempt(call, 'write', () => this.#client.cas(this.keyOf(id), value, exptimeSeconds, cas));
  }

  remove(call: StoreCall, id: SessionId): Promise<'deleted' | 'notFound'> {
    return attempt(call, 'write', () => this.#client.delete(this.keyOf(id)));
  }
}

function readItem(id: SessionId, { value, cas }: MemcachedItem): FoundSession {
  // A server without CAS ids returns 0, and then stores every `cas`, whatever is there.
  if (!isCasId(cas)) {
    throw new StoreError(
      'the reply has no CAS id, without which one of two concurrent requests loses its changes. ' +
        'Start memcached without -C (--disable-cas)',
      { outcome: 'not-applied' },
    );
  }
  const record = decodeRecord(value);
  const { createdAt, expiresAt } = record;
  return { cas, session: { ...record, version: versionOf(id, { cas, createdAt, expiresAt }) } };
}

async function attempt<Result>(call: StoreCall, effect: Effect, command: () => Promise<Result>): Promise<Result> {
  call.throwIfAborted();
  try {
    return await command();
  } catch (thrown) {
    throw storeFailure(call, effect, thrown);
  }
}
