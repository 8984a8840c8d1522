import { createClient } from '@redis/client';
import type { StoreSubject } from '@sess/conformance';
import { FaultyLine, outageOf, redisProtocol } from '@sess/conformance/faults';
import { describe, expect, it } from 'vitest';
import { alteredText, alterSources, firstBrokenLaw, isWanted, unaltered } from '../../../../test/altered-store.js';
import type { RedisSessionStore, RedisSessionStoreOptions } from '../../src/redis-session-store.js';
import { wrongAnswers } from './wrong-answers.js';
import { wrongConditions } from './wrong-conditions.js';
import { wrongTimes } from './wrong-times.js';

// Mistakes that are easily made with Redis, each against a sentence of docs/store-contract.md. The laws must notice all
// of them. That takes a quarter of an hour, so it runs only on demand: SESS_ALTERATIONS is `all`, or a part of a name.

const alterations = [...wrongConditions, ...wrongTimes, ...wrongAnswers];
const packageFolder = new URL('../..', import.meta.url).pathname;
const server = new URL(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');

/** The subject for an altered class, with a line, connections and a prefix of its own. */
async function openSubject(Store: typeof RedisSessionStore, number: number) {
  const address = { host: server.hostname, port: Number(server.port || 6379) };
  const line = await FaultyLine.open(address, redisProtocol);
  const clients: { destroy(): void }[] = [];
  const connect = async () => {
    const client = createClient({
      url: `redis://${server.username}:${server.password}@${line.host}:${line.port}`,
      commandOptions: { timeout: 500 },
      socket: { reconnectStrategy: 20 },
    });
    client.on('error', () => undefined);
    clients.push(client);
    return client.connect();
  };
  const admin = await connect();
  const open = async (options: RedisSessionStoreOptions) => ({ store: new Store(await connect(), options) });
  const prefix = `altered-${process.pid}-${number}:`;
  const keys = () => admin.keys(`*${prefix}*`);
  async function forget() {
    for (const key of await keys()) await admin.del(key);
    await admin.scriptFlush(); // a restart forgets the scripts, too
  }
  const subject: StoreSubject = {
    name: 'RedisSessionStore',
    claims: ['touch'],
    attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2], trusted: [true, false] },
    open: ({ clock }) => open({ prefix, clock }),
    openElsewhere: ({ clock }) => open({ prefix: `other-${prefix}`, clock }),
    construct: (options) => new Store({ sendCommand: () => Promise.resolve() }, options),
    async dump() {
      return JSON.stringify(await Promise.all((await keys()).map(async (key) => [key, await admin.hGetAll(key)])));
    },
    forget,
    outage: outageOf(line),
  };
  async function close() {
    await line.recover();
    await forget();
    for (const client of clients) client.destroy();
    await line.close();
  }
  return { subject, close };
}

it.each(alterations)('can be made: $name', async (alteration) => {
  await expect(alteredText(packageFolder, alteration)).resolves.toBeTypeOf('string');
});

const wanted = [unaltered, ...alterations].filter(isWanted);

describe.runIf(wanted.length > 0)('a law notices that', () => {
  it.each(wanted.map((alteration, number) => ({ ...alteration, number })))(
    '$name',
    { timeout: 900_000 },
    async ({ number, ...alteration }) => {
      const { sources, remove } = await alterSources(packageFolder, alteration);
      const module: { RedisSessionStore: typeof RedisSessionStore } = await import(`${sources}/redis-session-store.ts`);
      const { subject, close } = await openSubject(module.RedisSessionStore, number);
      let law: string | undefined;
      for (const effort of ['quick', 'normal'] as const) {
        law ??= await firstBrokenLaw(subject, { effort });
      }
      await close();
      await remove();
      console.log(`${alteration.name}: ${law ?? 'no law'}`);
      expect(law === undefined).toBe(alteration.survives !== undefined);
    },
  );
});
