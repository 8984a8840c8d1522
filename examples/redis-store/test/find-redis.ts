import { findServer, redis, skip } from '@sess/test-servers';

/** The tests of the guide use the Redis of REDIS_URL, as its readers do. Here one is found or started first. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await findServer(redis);
  if (server.url === undefined) {
    skip('the store of docs/write-a-store.md', server.reason);
    return () => Promise.resolve();
  }
  process.env['REDIS_URL'] = server.url;
  return () => server.stop();
}
