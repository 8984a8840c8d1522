import { MemcachedSessionStore } from '@sess/memcached';
import { MemcachedServers } from '@sess/memcached/memcache-client';
import { findServer, memcached } from '@sess/test-servers';
import { listCreated } from './list-created.js';
import type { OpenStore } from './open-store.js';

/** Uses the memcached at `SESS_MEMCACHED_URL`, or else starts one that ends with the shop. */
export async function openMemcached(): Promise<OpenStore> {
  const found = await findServer(memcached);
  if (found.url === undefined) throw new Error(found.reason);
  const { host } = new URL(found.url);
  const client = new MemcachedServers({ servers: [host] });
  const store = new MemcachedSessionStore(client);
  return {
    store,
    place: `memcached at ${host}${found.version === undefined ? '' : ', until the shop closes'}`,
    endsWithShop: found.version !== undefined,
    look: listCreated(store, 10_000),
    async close() {
      await client.close();
      await found.stop();
    },
  };
}
