import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerKind } from './server-kind.js';

/** Redis 7 or later, or Valkey. Keeps nothing on disk: a restart loses everything. */
export const redis: ServerKind = {
  name: 'Redis',
  addressVariable: 'REDIS_URL',
  program: {
    name: 'Redis',
    names: ['redis-server', 'valkey-server'],
    debianPackage: 'redis-server',
    environmentVariable: 'SESS_REDIS_PROGRAM',
  },
  version(printed) {
    const version = /v=(\d+(\.\d+)+)/.exec(printed)?.[1] ?? printed.trim();
    if (Number.parseInt(version, 10) < 7)
      throw new Error(`the tests need Redis 7 or later, and this is ${version}; set REDIS_URL or SESS_REDIS_PROGRAM`);
    return version;
  },

  prepare({ folder, password }) {
    // In a file, because every user of the machine can see parameters.
    const settings = ['bind 127.0.0.1', `requirepass ${password}`, `dir ${folder}`, 'save ""', 'appendonly no'];
    writeFileSync(join(folder, 'redis.conf'), settings.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  },

  parameters: ({ folder }, port) => [join(folder, 'redis.conf'), '--port', String(port)],
  ready: /Ready to accept connections/,
  url: ({ password }, port) => `redis://:${password}@127.0.0.1:${port}`,
};
