import { execFile } from 'node:child_process';
import { chownSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerKind } from './server-kind.js';

const run = promisify(execFile);
const administrator = 'sess';

/** PostgreSQL 12 or later. Since `postgres` refuses to run as root, root starts it as the user `postgres`. */
export const postgresql: ServerKind = {
  name: 'PostgreSQL',
  addressVariable: 'SESS_POSTGRESQL_URL',
  program: {
    name: 'PostgreSQL',
    names: ['postgres'],
    folders: [
      '/usr/lib/postgresql/*/bin',
      '/usr/pgsql-*/bin',
      '/usr/local/pgsql/bin',
      '/opt/homebrew/opt/postgresql@*/bin',
    ],
    debianPackage: 'postgresql',
    environmentVariable: 'SESS_POSTGRESQL_PROGRAM',
  },
  unprivilegedUser: 'postgres',
  version: (printed) => /\d+(\.\d+)*/.exec(printed)?.[0] ?? printed,

  async prepare({ program, folder, password, user }) {
    const data = join(folder, 'data');
    const passwordFile = join(folder, 'password');
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
    const parameters = ['-D', data, '-U', administrator, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const settings = ['-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
    // Next to the program itself: PATH may have a link to `postgres` only.
    await run(join(dirname(realpathSync(program)), 'initdb'), [...parameters, ...settings], {
      ...user,
      cwd: folder,
      timeout: 120_000,
    });
  },

  parameters({ folder }, port) {
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: '',
      // The data is thrown away, so nothing waits for a disk. But a crash of the server alone loses nothing, so
      // `synchronous_commit` stays on.
      fsync: 'off',
      full_page_writes: 'off',
      max_connections: 500,
      // Not UTC, and with summer time, so that a store whose deadlines depend on the database's time zone fails.
      timezone: 'Europe/Berlin',
      lc_messages: 'C',
    };
    return [
      '-D',
      join(folder, 'data'),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  },

  ready: /ready to accept connections/,
  haltSignal: 'SIGINT',
  stopSignal: 'SIGQUIT',
  url: ({ password }, port) => `postgresql://${administrator}:${password}@127.0.0.1:${port}/postgres`,
};
