import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bunProgram, denoProgram } from '@sess/test-servers';
import { describe, expect, it } from 'vitest';
import { bundled, program } from './bundle-program.js';
import type { Outcome } from './programs/outcome.js';

async function failuresOf(command: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(command, args, { timeout: 280_000, maxBuffer: 64 * 1024 * 1024 });
  const outcomes = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcome[];
  expect(outcomes.length).toBeGreaterThan(20);
  return outcomes.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}\n${failure}`]));
}

describe('other runtimes', () => {
  it('Bun.serve, and Elysia and Hono on it, keep every law', async () => {
    expect(await failuresOf(bunProgram(import.meta.url), ['--conditions=sess-source', program('bun-program')])).toEqual(
      [],
    );
  }, 300_000);

  it('Deno.serve, and Hono on it, keep every law', async () => {
    expect(
      await failuresOf(denoProgram(import.meta.url), ['run', '--allow-all', await bundled('deno-program')]),
    ).toEqual([]);
  }, 300_000);
});
