import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Versions by name: `{ PostgreSQL: '17.2' }`. */
export type Versions = Readonly<Record<string, string>>;

/** Returns the versions that every report contains: of the suite, core, and the JavaScript runtime. */
export function usualVersions(): Versions {
  const { bun } = process.versions;
  return {
    '@sess/conformance': versionOf('@sess/conformance'),
    '@sess/core': versionOf('@sess/core'),
    ...(bun === undefined ? { 'Node.js': process.versions.node } : { Bun: bun }),
  };
}

/** Looks the package up by its name, because a bundle of a test is not where this file was. */
function versionOf(name: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: string };
  return version ?? 'unknown';
}
