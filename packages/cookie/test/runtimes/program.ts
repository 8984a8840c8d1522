// Runs the suite, the vectors of FORMAT.md and a fuzz test in the current runtime, and prints the outcome as JSON.
import { isDeepStrictEqual } from 'node:util';
import type { LawReport } from '@sess/conformance';
import { CookieSessionStore } from '../../src/index.js';
import { unsealVector, readVectors } from '../format-vectors.js';
import { refuseMutations } from '../mutated-tokens.js';
import { registerSuites } from './suites.js';

export interface Outcome {
  readonly runtime: string;
  /** Whether Node's crypto sealed, which is synchronous, or Web Crypto, which is not. */
  readonly platform: 'node' | 'web';
  readonly passed: number;
  readonly unclaimed: number;
  /** The laws that failed, with their reasons. */
  readonly failed: readonly string[];
  readonly vectors: number;
  readonly refused: number;
}

const [page = '', fuzzRuns = '0'] = process.argv.slice(2);

async function runLaws(): Promise<readonly LawReport[]> {
  const tests: (() => Promise<void>)[] = [];
  const runner = {
    describe: (_name: string, body: () => void) => {
      body();
    },
    it: (_name: string, body: () => Promise<void>) => tests.push(body),
  };
  const suites = registerSuites(runner);
  // Failures are in the report.
  for (const test of tests) await test().catch(() => undefined);
  return suites.flat();
}

async function openVectors(): Promise<number> {
  let opened = 0;
  for (const vector of readVectors(new URL(page))) {
    if (isDeepStrictEqual(await unsealVector(vector), vector.record)) opened++;
  }
  return opened;
}

function platform(): Outcome['platform'] {
  const store = new CookieSessionStore({ keys: [{ name: 'a', secret: crypto.getRandomValues(new Uint8Array(32)) }] });
  const sealing = store.seal({ id: '0'.repeat(40), payload: '{}', createdAt: 0, expiresAt: 1 }, { cookieName: 'sid' });
  return typeof sealing === 'string' ? 'node' : 'web';
}

const { bun, deno, node } = process.versions;
const laws = await runLaws();
const outcome: Outcome = {
  runtime: bun ? 'bun' : deno ? 'deno' : `node ${node}`,
  platform: platform(),
  passed: laws.filter((law) => law.outcome === 'passed').length,
  unclaimed: laws.filter((law) => law.outcome === 'not claimed').length,
  failed: laws
    .filter((law) => law.outcome !== 'passed' && law.outcome !== 'not claimed')
    .map(({ law, reason }) => `${law}: ${reason}`),
  vectors: await openVectors(),
  refused: await refuseMutations(Number(fuzzRuns)),
};
console.log(`\n${JSON.stringify(outcome)}`);
process.exit(0);
