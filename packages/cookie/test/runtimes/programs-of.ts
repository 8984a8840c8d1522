import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { platform, arch } = process;

/** The program of the package `bun`, whose installation would put it elsewhere; no package may run code then. */
export function bunProgram(): string {
  const cpu = arch === 'arm64' ? 'aarch64' : arch;
  const system = platform === 'win32' ? 'windows' : platform;
  return find(
    'bun',
    [`bun-${system}-${cpu}`, `bun-${system}-${cpu}-musl`].map((name) => `@oven/${name}/bin/bun`),
  );
}

/** Likewise that of the package `deno`. */
export function denoProgram(): string {
  return find(
    'deno',
    [`${platform}-${arch}`, `${platform}-${arch}-glibc`].map((name) => `@deno/${name}/deno`),
  );
}

function find(name: string, places: readonly string[]): string {
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
