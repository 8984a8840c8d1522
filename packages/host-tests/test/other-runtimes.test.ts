import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { Outcome } from './programs/outcome.js';

const require = createRequire(import.meta.url);
const { platform, arch } = process;
const program = (name: string) => join(import.meta.dirname, `programs/${name}.ts`);

/** The program of a package whose installation, which may run no code here, would put it elsewhere. */
function programOf(name: string, places: readonly string[]): string {
  const ofPackage = createRequire(require.resolve(`${name}/package.json`));
  for (const place of places.flatMap((each) => [each, `${each}.exe`])) {
    try {
      return ofPackage.resolve(place);
    } catch {
      // Another platform's name.
    }
  }
  throw new Error(`The package ${name} has no program for ${platform} on ${arch}.`);
}

function bun(): string {
  const target = `${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`;
  return programOf(
    'bun',
    [`bun-${target}`, `bun-${target}-musl`].map((name) => `@oven/${name}/bin/bun`),
  );
}

function deno(): string {
  return programOf(
    'deno',
    [`${platform}-${arch}`, `${platform}-${arch}-glibc`].map((name) => `@deno/${name}/deno`),
  );
}

/** Deno finds no sources by the names of what they compile to. */
async function bundled(name: string): Promise<string> {
  const outfile = join(import.meta.dirname, `../temp/${name}.js`);
  await build({
    entryPoints: [program(name)],
    outfile,
    platform: 'node',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['sess-source'],
    logLevel: 'error',
  });
  return outfile;
}

async function failuresOf(command: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(command, args, { timeout: 280_000, maxBuffer: 64 * 1024 * 1024 });
  const outcomes = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcome[];
  expect(outcomes.length).toBeGreaterThan(20);
  return outcomes.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}\n${failure}`]));
}

describe('other run-times', () => {
  it('Bun.serve, and Elysia in it, keep every law', async () => {
    expect(await failuresOf(bun(), ['--conditions=sess-source', program('bun-program')])).toEqual([]);
  }, 300_000);

  it('Deno.serve keeps every law', async () => {
    expect(await failuresOf(deno(), ['run', '--allow-all', await bundled('deno-program')])).toEqual([]);
  }, 300_000);
});
