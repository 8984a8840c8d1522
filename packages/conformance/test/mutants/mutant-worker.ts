import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { MemorySessionStore } from '@sess/core';
import { storeLaws } from '../../src/laws/store/store-laws.js';
import { firstBrokenLaw } from '../first-broken-law.js';
import { memorySubject } from '../memory-subject.js';

interface MutantModule {
  readonly MemorySessionStore: typeof MemorySessionStore;
}

/** Few rounds are enough: a store that runs in one step of one thread loses a race in the first round. */
const options = { effort: 'quick', rounds: 0.1, sessionsOfOneOwner: 120, modelRuns: 5, frozenMs: 10, seed: 1 } as const;

/** Without the one that waits for real time to pass, of which a store in memory knows nothing but its clock. */
const laws = storeLaws.filter(({ number }) => number !== '155');

async function holdToTheLaws(url: string): Promise<string> {
  try {
    const { MemorySessionStore: Mutant } = (await import(url)) as MutantModule;
    return (await firstBrokenLaw(memorySubject(Mutant), laws, options)) ?? 'none';
  } catch (error) {
    return `it cannot be loaded: ${String(error)}`;
  }
}

const port = parentPort;
if (!port) throw new Error('This file runs in a worker thread.');
const urls = on(port, 'message') as AsyncIterable<[url: string]>;
const result = (text: string) => port.postMessage(text);
result('ready');
for await (const [url] of urls) result(await holdToTheLaws(url));
