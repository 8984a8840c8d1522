// Generates a Prisma client per database for the tests. Works offline: Prisma's command line wants a schema engine
// even for `generate`, which never starts it, so any executable that exists will do.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../prisma');
for (const schema of readdirSync(folder).filter((name) => name.endsWith('.prisma'))) {
  console.log(`generating the Prisma client for ${schema}`);
  execFileSync('prisma', ['generate', '--schema', join(folder, schema)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', ...process.env },
  });
}
