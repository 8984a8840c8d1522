import { newId, newRecord } from '@sess/conformance/records';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { sendRaw } from './raw-memcached.js';
import { startMemcached, type TestedMemcached } from './start-memcached.js';

let server: TestedMemcached | undefined;
let client: MemcachedServers | undefined;

beforeAll(async () => {
  server = await startMemcached('how long memcached keeps a session');
  if (server) client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`] });
});
afterAll(async () => {
  await client?.close();
  await server?.stop();
});

/** Returns for how many more seconds memcached keeps an item: -1 for ever, 0 if it has gone. */
async function secondsLeft({ address }: TestedMemcached, key: string): Promise<number> {
  const reply = (await sendRaw(address, `mg ${key} t\r\n`, /\r\n$/)).toString();
  return reply === 'EN\r\n' ? 0 : Number(/^HD t(-?\d+)\r\n$/.exec(reply)?.[1] ?? NaN);
}

const second = 1000;
const day = 86_400 * second;

it.each([
  ['a second', second],
  ['a little more than a minute', 60_001],
  ['a second less than thirty days', 30 * day - second],
  ['thirty days', 30 * day],
  ['thirty days and a second', 30 * day + second],
  ['thirty-one days', 31 * day],
  ['four hundred days', 400 * day],
  ['the longest possible time', Infinity],
])('memcached keeps a session for %s, and at most two seconds longer', async (_long, lifetime) => {
  if (!server || !client) return;
  const store = new MemcachedSessionStore(client);
  for (const write of ['create', 'update']) {
    const id = newId();
    if (write === 'update') await store.create(id, newRecord());
    const found = await store.load(id);
    const begun = Date.now();
    const expiresAt = Math.min(begun + lifetime, store.limits.maxExpiresAt);
    const record = newRecord({ expiresAt });
    expect(await (found ? store.update(id, record, found.version) : store.create(id, record))).toEqual({
      status: 'written',
    });
    const left = await secondsLeft(server, `sess:${id}`);
    // memcached counts whole seconds, by a clock that moves once a second.
    expect(left).toBeGreaterThanOrEqual(Math.floor((expiresAt - Date.now()) / second));
    expect(left).toBeLessThan((expiresAt - begun) / second + 4);
  }
});

it.each([-2, 2])(
  'a short lifetime begins when memcached receives the command, even if clocks are %i hours apart',
  async (hours) => {
    if (!server || !client) return;
    const clock = () => Date.now() + hours * 3600 * second;
    const store = new MemcachedSessionStore(client, { clock });
    const id = newId();
    const begun = Date.now();
    await store.create(id, newRecord({ createdAt: clock(), expiresAt: clock() + 60 * second }));
    expect(await store.load(id)).toBeDefined();
    const left = await secondsLeft(server, `sess:${id}`);
    expect(left).toBeGreaterThanOrEqual(58 - (Date.now() - begun) / second);
    expect(left).toBeLessThan(64);
  },
);

it('a clock that jumps back neither revives a deleted session nor loses one', async () => {
  if (!server || !client) return;
  let now = Date.now();
  const store = new MemcachedSessionStore(client, { clock: () => now });
  const [kept, deleted] = [newId(), newId()];
  for (const id of [kept, deleted]) await store.create(id, newRecord({ createdAt: now, expiresAt: now + 60 * second }));
  const { version } = (await store.load(deleted))!;
  await store.deleteIf(deleted, version);
  now -= 10 * day;
  expect(await store.load(deleted)).toBeUndefined();
  expect(await store.update(deleted, newRecord(), version)).toEqual({ status: 'gone' });
  const found = (await store.load(kept))!;
  const next = newRecord({ createdAt: found.createdAt, expiresAt: now + 60 * second });
  expect(await store.update(kept, next, found.version)).toEqual({ status: 'written' });
  expect(await store.load(kept)).toMatchObject(next);
});
