// Generates a Prisma client for each schema in the folder `prisma` of the package it is run in. Works offline: Prisma's
// command line wants a schema engine even for `generate`, which never starts it, so any executable that exists will do.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const home = process.cwd();
const { version } = createRequire(join(home, 'package.json'))('prisma/package.json');

for (const schema of readdirSync(join(home, 'prisma')).filter((name) => name.endsWith('.prisma'))) {
  const path = join(home, 'prisma', schema);
  const text = readFileSync(path, 'utf8');
  const outputs = [...text.matchAll(/^\s*output\s*=\s*"(.+)"/gm)].map(([, output]) => join(home, 'prisma', output));
  // A client is made from its schema by one version of Prisma, and from nothing else.
  const fingerprint = createHash('sha256').update(`${version}\n${text}`).digest('hex');
  const stamp = join(home, 'generated', `${schema}.made-from`);
  if (outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) continue;

  console.log(`generating the clients of Prisma ${version} for ${schema}`);
  execFileSync('prisma', ['generate', '--schema', path], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // A `.cmd` on Windows needs the shell to be found.
    shell: process.platform === 'win32',
    env: {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_QUERY_ENGINE_LIBRARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      ...process.env,
    },
  });
  mkdirSync(join(home, 'generated'), { recursive: true });
  writeFileSync(stamp, fingerprint);
}
