import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Versions by name: `{ PostgreSQL: '17.2' }`. */
export type Versions = Readonly<Record<string, string>>;

/** Returns the versions that every report contains: of the suite, core, and the JavaScript runtime. */
export function usualVersions(): Versions {
  const { bun } = process.versions;
  return {
    '@sess/conformance': versionIn(new URL('../../package.json', import.meta.url)),
    '@sess/core': versionIn(createRequire(import.meta.url).resolve('@sess/core/package.json')),
    ...(bun === undefined ? { 'Node.js': process.versions.node } : { Bun: bun }),
  };
}

function versionIn(manifest: URL | string): string {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: string };
  return version ?? 'unknown';
}
