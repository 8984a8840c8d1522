import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerKind } from './server-kind.js';

const run = promisify(execFile);
const administrator = 'sess';

/** MariaDB 10.6 or later. */
export const mariadb: ServerKind = {
  name: 'MariaDB',
  addressVariable: 'SESS_MARIADB_URL',
  program: {
    name: 'MariaDB',
    names: ['mariadbd', 'mysqld'],
    folders: ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/opt/homebrew/opt/mariadb/bin'],
    debianPackage: 'mariadb-server',
    environmentVariable: 'SESS_MARIADB_PROGRAM',
  },
  version(printed) {
    // MySQL's server has the same file name, but is set up differently.
    if (!printed.includes('MariaDB'))
      throw new Error(`this is not MariaDB but ${printed.trim()}; set SESS_MARIADB_URL or SESS_MARIADB_PROGRAM`);
    return /\b\d+(\.\d+)+/.exec(printed)?.[0] ?? printed;
  },

  async prepare({ program, folder, password }) {
    const base = dirname(dirname(program));
    const candidates = ['bin', 'scripts'].map((name) => join(base, name, 'mariadb-install-db'));
    const install = candidates.find((path) => existsSync(path)) ?? 'mariadb-install-db';
    const parameters = [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ];
    // Without this, a process that runs as root becomes `mysql`, who may not enter the folder.
    const user = process.getuid?.() === 0 ? ['--user=root'] : [];
    await run(install, [...parameters, ...user], { timeout: 120_000, maxBuffer: 16 * 1024 * 1024 });
    const statements = [
      `CREATE USER IF NOT EXISTS '${administrator}'@'127.0.0.1' IDENTIFIED BY '${password}'`,
      `GRANT ALL PRIVILEGES ON *.* TO '${administrator}'@'127.0.0.1' WITH GRANT OPTION`,
      `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}'`,
      `DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1'`,
    ];
    writeFileSync(join(folder, 'accounts.sql'), statements.map((statement) => `${statement};\n`).join(''), {
      mode: 0o600,
    });
  },

  parameters({ folder }, port) {
    const settings = {
      datadir: join(folder, 'data'),
      socket: join(folder, 'server.sock'),
      'pid-file': join(folder, 'mariadbd.pid'),
      'init-file': join(folder, 'accounts.sql'),
      'bind-address': '127.0.0.1',
      port,
      'max-connections': 500,
      // The data is thrown away, so nothing waits for a disk. But a crash of the server alone loses nothing.
      'innodb-flush-log-at-trx-commit': 2,
      'innodb-flush-method': 'nosync',
      'innodb-doublewrite': 'OFF',
      'innodb-buffer-pool-size': '64M',
      // Not UTC, so that a store whose deadlines depend on the database's time zone fails.
      'default-time-zone': '+02:00',
      'log-warnings': 1,
    };
    const user = process.getuid?.() === 0 ? ['--user=root'] : [];
    const flags = ['--no-defaults', '--skip-name-resolve', '--skip-log-bin', ...user];
    return [...flags, ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)];
  },

  ready: /ready for connections/,
  url: ({ password }, port) => `mariadb://${administrator}:${password}@127.0.0.1:${port}/mysql`,
};
