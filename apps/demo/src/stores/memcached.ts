import type { CallOptions, CreateResult, SessionId, SessionRecord } from '@sess/core';
import { MemcachedSessionStore } from '@sess/memcached';
import { MemcachedServers } from '@sess/memcached/memcache-client';
import { findServer, memcached } from '@sess/test-servers';
import { ListedIds } from './listed-ids.js';
import type { OpenStore } from './open-store.js';

class ListedMemcachedStore extends MemcachedSessionStore {
  readonly ids = new ListedIds(10_000);

  override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    this.ids.add(id);
    return super.create(id, record, options);
  }
}

/** Uses the memcached at `SESS_MEMCACHED_URL`, or else starts one that ends with the shop. */
export async function openMemcached(): Promise<OpenStore> {
  const found = await findServer(memcached);
  if (found.url === undefined) throw new Error(found.reason);
  const { host } = new URL(found.url);
  const client = new MemcachedServers({ servers: [host] });
  const store = new ListedMemcachedStore(client);
  return {
    store,
    place: `memcached at ${host}${found.version === undefined ? '' : ', until the shop closes'}`,
    endsWithShop: found.version !== undefined,
    look: (limit) => store.ids.look(store, limit),
    async close() {
      await client.close();
      await found.stop();
    },
  };
}
