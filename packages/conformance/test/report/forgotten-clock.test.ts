import { MemorySessionStore } from '@sess/core';
import { expect, it } from 'vitest';
import { type StoreSubject, testSessionStore } from '../../src/index.js';
import { CollectingRunner } from '../collecting-runner.js';

/** Returns the reasons of all failures of a store with this clock, by the number of the law. */
async function failuresBy(clockOf: (given: () => number) => () => number): Promise<ReadonlyMap<string, string>> {
  const runner = new CollectingRunner();
  const server = new MemorySessionStore({ maxSessions: 100_000, clock: Date.now });
  const subject: StoreSubject = {
    name: 'MemorySessionStore',
    claims: ['touch', 'deleteExpired', 'owners', 'close'],
    open: ({ clock }) =>
      Promise.resolve({ store: new MemorySessionStore({ shareWith: server, clock: clockOf(clock) }) }),
  };
  const { laws } = testSessionStore(runner, subject, { rounds: 0.05, sessionsOfOneOwner: 20 });
  await runner.run();
  return new Map(laws.flatMap(({ law, outcome, reason }) => (outcome === 'failed' ? [[law, reason ?? '']] : [])));
}

const hint = /has not called the clock that `open` received/;

it('a failure says so if the store has not called the clock that the tests move', async () => {
  const failures = await failuresBy(() => Date.now);
  expect(failures.get('11')).toMatch(hint);
});

it('a failure of a store that calls it does not mention clocks', async () => {
  const failures = await failuresBy((clock) => () => clock() - 1);
  expect(failures.get('58')).toBeDefined();
  expect([...failures.values()].join('')).not.toMatch(hint);
});
