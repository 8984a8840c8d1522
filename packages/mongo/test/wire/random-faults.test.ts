import { SessionManager } from '@sess/core';
import { expect, it } from 'vitest';
import { seed as firstSeed } from '../../../../test/runs.js';
import { MongoSessionStore } from '../../src/index.js';
import { Browser, count, sessionOf, type Shop } from './browser.js';
import { type Fault, refusal, writeConcernError } from './fault.js';
import { topologies, withProxies } from './proxied-database.js';

const again = 'RetryableWriteError';
const faults: readonly Fault[] = [
  { kind: 'cut before' },
  { kind: 'cut after' },
  { kind: 'cut after' },
  { kind: 'delay', milliseconds: 20 },
  { kind: 'reply', document: refusal(10_107, 'NotWritablePrimary') },
  { kind: 'reply', document: refusal(10_107, 'NotWritablePrimary', again) },
  { kind: 'reply', document: refusal(189, 'PrimarySteppedDown', again) },
  { kind: 'reply after', document: refusal(11_602, 'InterruptedDueToReplStateChange', again) },
  { kind: 'reply after', document: refusal(11_600, 'InterruptedAtShutdown') },
  { kind: 'amend', fields: writeConcernError(64, 'WriteConcernTimeout') },
  { kind: 'amend', fields: writeConcernError(91, 'ShutdownInProgress', again) },
];
/** How many of a hundred commands have a fault. */
const percent = 15;
const writers = 4;
const lengthMs = 2000;

withProxies('writers under random faults', (database) => {
  it.each(topologies.flatMap((topology, index) => [{ topology, seed: 20_261_123 + firstSeed + index }]))(
    'lose no visit, count none twice, and revive no session: $topology, seed $seed',
    async ({ topology, seed }) => {
      const next = random(seed);
      const { proxy, client } = await database.open(topology);
      const name = `random_${seed}`;
      const faulty = new SessionManager<Shop>({
        store: new MongoSessionStore(client.sessions(name)),
        storeTimeout: 60_000,
      });
      const direct = new SessionManager<Shop>({
        store: new MongoSessionStore(database.connect().sessions(name)),
        storeTimeout: 60_000,
      });
      const shared = new Browser();
      await shared.visit(direct, count);
      proxy.faultEach(() => (next() < percent / 100 ? faults[Math.floor(next() * faults.length)] : undefined));

      const counts = { done: 1, 'not-applied': 0, unknown: 0, interrupted: 0 };
      const ended: string[] = [];
      const until = performance.now() + lengthMs;
      // A slow machine continues until enough faults have happened.
      const shouldContinue = (): boolean =>
        performance.now() < until ||
        counts.done <= 10 ||
        counts.unknown + counts['not-applied'] === 0 ||
        ended.length === 0;
      /** Counts in the shared session. */
      const counting = async (): Promise<void> => {
        while (shouldContinue()) counts[await new Browser(shared.cookie).visit(faulty, count)] += 1;
      };
      /** Begins sessions and signs out of them, while the same visitor sends further requests. */
      const leaving = async (): Promise<void> => {
        while (shouldContinue()) {
          const browser = new Browser();
          await browser.visit(direct, count);
          const { cookie } = browser;
          const clicking = [1, 2].map(() => new Browser(cookie).visit(faulty, count));
          const left = await new Browser(cookie).visit(faulty, (session) => session.destroy());
          if (left === 'done') ended.push(cookie!);
          await Promise.all(clicking);
        }
      };
      await Promise.all([...Array.from({ length: writers }, counting), leaving()]);
      await proxy.recover();

      const { visits = 0 } = (await sessionOf(direct, shared.cookie)) ?? {};
      expect(visits).toBeGreaterThanOrEqual(counts.done);
      expect(visits).toBeLessThanOrEqual(counts.done + counts.unknown);
      expect(counts.interrupted).toBe(0);
      for (const cookie of ended) expect(await sessionOf(direct, cookie)).toBe(undefined);
      expect(await new Browser(shared.cookie).visit(faulty, count)).toBe('done');
    },
  );
});

/** Mulberry32: the same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
