import { createRequire } from 'node:module';

const { platform, arch } = process;

/**
 * Returns the program of the package `bun`, which its own installation would link: no package may run code at
 * installation here.
 *
 * @param dependent - The path or URL of a file in a package that depends on it.
 */
export function bunProgram(dependent: string): string {
  const target = `${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`;
  return programOf(dependent, 'bun', [`@oven/bun-${target}/bin/bun`, `@oven/bun-${target}-musl/bin/bun`]);
}

/** Returns the program of the package `deno` likewise. */
export function denoProgram(dependent: string): string {
  const target = `${platform}-${arch}`;
  return programOf(dependent, 'deno', [`@deno/${target}/deno`, `@deno/${target}-glibc/deno`]);
}

function programOf(dependent: string, name: string, candidates: readonly string[]): string {
  const ofPackage = createRequire(createRequire(dependent).resolve(`${name}/package.json`));
  for (const candidate of candidates.flatMap((each) => [each, `${each}.exe`])) {
    try {
      return ofPackage.resolve(candidate);
    } catch {
      // The name is that of another platform.
    }
  }
  throw new Error(`The package ${name} has no program for ${platform} on ${arch}.`);
}
