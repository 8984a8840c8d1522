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
  return programOf(
    'bun',
    [`bun-${target}`, `bun-${target}-musl`].map((name) => `@oven/${name}/bin/bun`),
    dependent,
  );
}

/** Returns the program of the package `deno` likewise. */
export function denoProgram(dependent: string): string {
  return programOf(
    'deno',
    [`${platform}-${arch}`, `${platform}-${arch}-glibc`].map((name) => `@deno/${name}/deno`),
    dependent,
  );
}

function programOf(name: string, candidates: readonly string[], dependent: string): string {
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
