import { randomBytes } from 'node:crypto';
import { newId, newRecord } from '@sess/conformance/records';
import { type SessionId, StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { statistic } from './raw-memcached.js';
import { startMemcached } from './start-memcached.js';

const visitors = 150;
const roundsEach = 15;

/** Returns the payload of a visitor's session: the visitor, the number of writes, and filler that must match both. */
function payloadOf(visitor: number, count: number): string {
  const ballast = `${visitor}.${count};`.repeat(1 + ((visitor * 7919 + count * 104_729) % 13_999));
  return JSON.stringify({ visitor, count, ballast });
}

function readPayload(payload: string): { readonly visitor: number; readonly count: number } {
  const { visitor, count, ballast } = JSON.parse(payload) as { visitor: number; count: number; ballast: string };
  const unit = `${visitor}.${count};`;
  expect(ballast === unit.repeat(ballast.length / unit.length)).toBe(true);
  return { visitor, count };
}

it('a memcached with one megabyte returns the last write or nothing under load', async () => {
  // -m 1 allows an -I of at most half of it.
  const server = await startMemcached('a memcached that is full', { memoryMegabytes: 1, itemBytes: 524_288 });
  if (!server) return;
  const names = [`127.0.0.1:${server.address.port}`];
  const clients = [
    new MemcachedServers({ servers: names, timeoutMs: 30_000 }),
    new MemcachedServers({ servers: names, timeoutMs: 30_000 }),
  ];
  const stores = clients.map((client) => new MemcachedSessionStore(client, { maxItemBytes: 524_288 }));
  let absences = 0;
  let refusals = 0;
  const refused = (error: unknown): undefined => {
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ outcome: 'not-applied' });
    refusals++;
  };

  const visit = async (visitor: number): Promise<void> => {
    let id: SessionId | undefined;
    let count = 0;
    for (let round = 0; round < roundsEach; round++) {
      const store = stores[round % 2]!;
      const found = id && (await store.load(id));
      if (id && !found) absences++;
      if (found) expect(readPayload(found.payload)).toEqual({ visitor, count });
      const record = newRecord({ payload: payloadOf(visitor, count + 1), owner: `v${visitor}` });
      if (found && id) {
        const result = await store.update(id, record, found.version).catch(refused);
        if (result?.status === 'written') count++;
        // memcached has dropped it between the two calls. Nothing else writes here.
        else if (result) expect(result).toEqual({ status: 'gone' });
      } else {
        id = newId();
        count = (await store.create(id, record).catch(refused)) ? count + 1 : 0;
        if (count === 0) id = undefined;
      }
      if (round % 10 === 9)
        await store.create(newId(), newRecord({ payload: randomBytes(40_000).toString('hex') })).catch(refused);
    }
  };
  try {
    await Promise.all(Array.from({ length: visitors }, (_, visitor) => visit(visitor)));
    expect(await statistic(server.address, 'evictions')).toBeGreaterThan(100);
    expect(absences).toBeGreaterThan(0);
    expect(refusals).toBeLessThan((visitors * roundsEach) / 2);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    await server.stop();
  }
});
