import { type CallOptions, type SessionId, StoreError, type StoredSession } from '@sess/core';
import { isCasId } from './cas-id.js';
import type { CasResult, MemcachedClient, MemcachedItem } from './memcached-client.js';
import { decodeRecord } from './record-value.js';
import { versionOf } from './state-version.js';
import { type Effect, storeFailure } from './store-failure.js';

/** One call of the store. */
export interface Call extends CallOptions {
  readonly verb: string;
  readonly key: string;
}

/** A record that stands there, expired or not, and the CAS id of its state. */
export interface FoundSession {
  readonly session: StoredSession;
  readonly cas: string;
}

/** The commands on the key of one session; what they throw becomes a `StoreError` that names the verb. */
export class SessionItems {
  readonly #client: MemcachedClient;
  readonly #prefix: string;

  constructor(client: MemcachedClient, prefix: string) {
    this.#client = client;
    this.#prefix = prefix;
  }

  keyOf(id: SessionId): string {
    return this.#prefix + id;
  }

  find(call: Call): Promise<FoundSession | undefined> {
    return attempt(call, 'read', async () => {
      const item = await this.#client.get(call.key);
      return item && readItem(item);
    });
  }

  add(call: Call, value: Uint8Array, exptimeSeconds: number): Promise<'stored' | 'notStored'> {
    return attempt(call, 'write', () => this.#client.add(call.key, value, exptimeSeconds));
  }

  cas(call: Call, value: Uint8Array, exptimeSeconds: number, cas: string): Promise<CasResult> {
    return attempt(call, 'write', () => this.#client.cas(call.key, value, exptimeSeconds, cas));
  }

  remove(call: Call): Promise<'deleted' | 'notFound'> {
    return attempt(call, 'write', () => this.#client.delete(call.key));
  }
}

function readItem({ value, cas }: MemcachedItem): FoundSession {
  // A server without CAS ids answers with 0, and then stores every `cas` whatever stands there.
  if (!isCasId(cas)) {
    throw new StoreError(
      'the answer carries no CAS id, without which two requests at once lose what one of them wrote. ' +
        'Start memcached without -C (--disable-cas)',
      { outcome: 'not-applied' },
    );
  }
  const record = decodeRecord(value);
  const { createdAt, expiresAt } = record;
  return { cas, session: { ...record, version: versionOf({ cas, createdAt, expiresAt }) } };
}

async function attempt<Result>(call: Call, effect: Effect, command: () => Promise<Result>): Promise<Result> {
  // Between the commands of one call, too: nothing is sent for who has given up.
  call.signal?.throwIfAborted();
  try {
    return await command();
  } catch (thrown) {
    throw storeFailure(call.verb, effect, thrown);
  }
}
