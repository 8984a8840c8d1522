import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bunProgram, denoProgram } from '@sess/test-servers';
import { build, type Platform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './program.js';
import { registerSuites } from './suites.js';

// Two levels below package.json, as deep as the file of the suite that reads its version there.
const folder = join(import.meta.dirname, '../../temp/runtimes');
const fuzzRuns = 1000;
const page = new URL('../../FORMAT.md', import.meta.url).href;

const fileOf = (platform: Outcome['platform']) => join(folder, `program-on-${platform}-${process.pid}.js`);
/** The platform `neutral` does not match the import condition `node`, as on platforms without Node. */
const bundlers = { node: 'node', web: 'neutral' } as const satisfies Record<Outcome['platform'], Platform>;

beforeAll(async () => {
  for (const platform of ['node', 'web'] as const) {
    await build({
      entryPoints: [join(import.meta.dirname, 'program.ts')],
      outfile: fileOf(platform),
      platform: bundlers[platform],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['sess-source'],
      mainFields: ['module', 'main'],
      external: ['node:*'],
      logLevel: 'error',
    });
  }
});
afterAll(() => {
  for (const platform of ['node', 'web'] as const) rmSync(fileOf(platform), { force: true });
});

async function run(command: readonly [string, ...string[]], platform: Outcome['platform']): Promise<Outcome> {
  const [program, ...args] = [...command, fileOf(platform), page, String(fuzzRuns)];
  const { stdout } = await promisify(execFile)(program, args, { timeout: 280_000, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcome;
}

describe.each<[string, () => readonly [string, ...string[]], Outcome['platform']]>([
  [`node ${process.versions.node}`, () => [process.execPath], 'web'],
  ['bun', () => [bunProgram(import.meta.url)], 'node'],
  ['bun', () => [bunProgram(import.meta.url)], 'web'],
  ['deno', () => [denoProgram(import.meta.url), 'run', '--allow-all'], 'node'],
  ['deno', () => [denoProgram(import.meta.url), 'run', '--allow-all'], 'web'],
])('%s', (runtime, command, platform) => {
  it(`keeps every law, unseals every vector and refuses every forgery, with the crypto of ${platform}`, async () => {
    const { failed, ...counts } = await run(command(), platform);
    expect(failed).toEqual([]);
    const registered = registerSuites({ describe: (_name, body) => body(), it: () => undefined }).flat();
    const unclaimed = registered.filter(({ outcome }) => outcome === 'not claimed').length;
    const passed = registered.length - unclaimed;
    expect(counts).toEqual({ runtime, platform, passed, unclaimed, vectors: 3, refused: fuzzRuns });
  }, 300_000);
});
