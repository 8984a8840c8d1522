import { describe, expect, it } from 'vitest';
import { type Report, type Runner, testSerializer, testSessionStore } from '../src/index.js';
import { CollectingRunner } from './collecting-runner.js';
import { keyedSubject, sealedSubject, serializerSubject } from './gallery/unseen/exhibit.js';
import { rightKeyedStores, rightSealedStores, rightSerializers } from './gallery/unseen/right-exhibits.js';

const options = { effort: 'quick', frozenMs: 30 } as const;

interface RightSubject {
  readonly name: string;
  readonly register: (runner: Runner) => Report;
}

const subjects: readonly RightSubject[] = [
  ...rightKeyedStores.map((exhibit) => ({
    name: exhibit.name,
    register: (runner: Runner) => testSessionStore(runner, keyedSubject(exhibit), options),
  })),
  ...rightSealedStores.map((exhibit) => ({
    name: exhibit.name,
    register: (runner: Runner) => testSessionStore(runner, sealedSubject(exhibit), options),
  })),
  ...rightSerializers.map((exhibit) => ({
    name: exhibit.name,
    register: (runner: Runner) => testSerializer(runner, serializerSubject(exhibit), options),
  })),
];

// Concurrent, because some laws wait.
describe.concurrent('no law fails for a store or serializer that is right, but unusual: it', () => {
  it.each(subjects)('$name', { timeout: 600_000 }, async ({ register }) => {
    const runner = new CollectingRunner();
    const { laws } = register(runner);
    await runner.run();
    expect(laws.flatMap(({ outcome, reason }) => (outcome === 'failed' ? [reason] : []))).toEqual([]);
  });
});
