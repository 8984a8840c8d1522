import { SessionManager } from '@sess/core';
import { expect, it, vi } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { Browser, count, seen, type Shop } from './browser.js';
import { type Fault, refusal, writeConcernError } from './fault.js';
import { topologies, withProxies } from './proxied-database.js';

const again = 'RetryableWriteError';
const faults: readonly Fault[] = [
  { kind: 'cut before' },
  { kind: 'cut after' },
  { kind: 'cut after' },
  { kind: 'delay', milliseconds: 20 },
  { kind: 'answer', document: refusal(10_107, 'NotWritablePrimary') },
  { kind: 'answer', document: refusal(10_107, 'NotWritablePrimary', again) },
  { kind: 'answer', document: refusal(189, 'PrimarySteppedDown', again) },
  { kind: 'answer after', document: refusal(11_602, 'InterruptedDueToReplStateChange', again) },
  { kind: 'answer after', document: refusal(11_600, 'InterruptedAtShutdown') },
  { kind: 'amend', fields: writeConcernError(64, 'WriteConcernTimeout') },
  { kind: 'amend', fields: writeConcernError(91, 'ShutdownInProgress', again) },
];
/** How many of a hundred commands a fault happens to. */
const percent = 15;
const writers = 4;
const lengthMs = 2000;

withProxies('writers under random faults', (database) => {
  it.each(topologies.flatMap((topology, index) => [{ topology, seed: 20_261_124 + index }]))(
    'lose no visit and count none twice, and revive nobody: $topology, seed $seed',
    async ({ topology, seed }) => {
      const next = random(seed);
      const { proxy, client } = await database.open(topology);
      const name = `random_${seed}`;
      const faulty = new SessionManager<Shop>({ store: new MongoSessionStore(client.sessions(name)) });
      const sure = new SessionManager<Shop>({ store: new MongoSessionStore(database.connect().sessions(name)) });
      const shared = new Browser();
      await shared.visit(sure, count);
      await vi.waitFor(() => client.command({ ping: 1 }), { timeout: 20_000 });
      proxy.meetEach(() => (next() < percent / 100 ? faults[Math.floor(next() * faults.length)] : undefined));

      const told = { done: 1, 'not-applied': 0, unknown: 0, interrupted: 0 };
      const ended: string[] = [];
      const until = performance.now() + lengthMs;
      // A slow machine continues until enough faults have happened.
      const goesOn = (): boolean =>
        performance.now() < until || told.done <= 10 || told.unknown + told['not-applied'] === 0 || ended.length === 0;
      /** Counts in the session that all share. */
      const counting = async (): Promise<void> => {
        while (goesOn()) told[await new Browser(shared.cookie).visit(faulty, count)] += 1;
      };
      /** Begins sessions and signs out of them, while the same visitor sends further requests. */
      const leaving = async (): Promise<void> => {
        while (goesOn()) {
          const browser = new Browser();
          await browser.visit(sure, count);
          const { cookie } = browser;
          const clicking = [1, 2].map(() => new Browser(cookie).visit(faulty, count));
          const left = await new Browser(cookie).visit(faulty, (session) => session.destroy());
          if (left === 'done') ended.push(cookie!);
          await Promise.all(clicking);
        }
      };
      await Promise.all([...Array.from({ length: writers }, counting), leaving()]);
      await proxy.recover();

      const { visits = 0 } = (await seen(sure, shared.cookie)) ?? {};
      expect(visits).toBeGreaterThanOrEqual(told.done);
      expect(visits).toBeLessThanOrEqual(told.done + told.unknown);
      expect(told.interrupted).toBe(0);
      for (const cookie of ended) expect(await seen(sure, cookie)).toBe(undefined);
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
