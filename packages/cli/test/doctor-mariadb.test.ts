import { randomBytes } from 'node:crypto';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { describe, expect, inject, it } from 'vitest';
import { PrismaClient } from '../generated/mysql/client.js';
import { codesOf, Project } from './project.js';
import { statementsOf } from './published-table.js';

const server = inject('mariadb');

describe.skipIf(!server)('sess doctor, on MariaDB', () => {
  it('finds rights that are missing, then an index, then the table', async () => {
    const { hostname, port, username, password } = new URL(server!);
    const place = { host: hostname, port: Number(port || 3306), connectTimeout: 20_000, acquireTimeout: 30_000 };
    const root = { ...place, user: decodeURIComponent(username), password: decodeURIComponent(password) };
    const name = `sess_${randomBytes(6).toString('hex')}`;
    const open = (database: string) => new PrismaClient({ adapter: new PrismaMariaDb({ ...root, database }) });
    const administration = open('mysql');
    await administration.$executeRawUnsafe(`CREATE DATABASE ${name}`);
    const client = open(name);
    try {
      for (const statement of statementsOf('mysql')) await client.$executeRawUnsafe(statement);
      await administration.$executeRawUnsafe(`CREATE USER ${name} IDENTIFIED BY 'hidden-password'`);
      await administration.$executeRawUnsafe(`GRANT SELECT ON ${name}.session TO ${name}`);
      const limited = { ...place, database: name, user: name, password: 'hidden-password' };
      const readOnly = await new Project({ 'sess.config.ts': configFor(limited) }).sess('doctor', '--json');
      expect(readOnly.code).toBe(1);
      expect(codesOf(readOnly)).toEqual(['CREATE']);
      expect(readOnly.stdout).toMatch(/Grant the user of the application SELECT, INSERT/);
      expect(readOnly.stdout + readOnly.stderr).not.toContain('hidden-password');
      const project = new Project({ 'sess.config.ts': configFor({ ...root, database: name }) });
      await client.$executeRawUnsafe('DROP INDEX session_expires_at_idx ON session');
      const slow = await project.sess('doctor', '--json');
      expect({ code: slow.code, codes: codesOf(slow) }).toEqual({ code: 0, codes: ['INDEX_MISSING'] });
      await client.$executeRawUnsafe('DROP TABLE session');
      const empty = await project.sess('doctor', '--json');
      expect({ code: empty.code, codes: codesOf(empty) }).toEqual({ code: 1, codes: ['CREATE', 'TABLE_MISSING'] });
    } finally {
      await client.$disconnect();
      await administration.$executeRawUnsafe(`DROP USER IF EXISTS ${name}`);
      await administration.$executeRawUnsafe(`DROP DATABASE ${name}`);
      await administration.$disconnect();
    }
  });
});

function configFor(options: object): string {
  return `
    import { PrismaMariaDb } from '@prisma/adapter-mariadb';
    import { SessionManager } from '@sess/core';
    import { PrismaSessionStore } from '@sess/prisma';
    import { PrismaClient } from '../../generated/mysql/client.js';

    const prisma = new PrismaClient({ adapter: new PrismaMariaDb(${JSON.stringify(options)}) });
    export const sessions = new SessionManager({ store: new PrismaSessionStore(prisma.session), storeTimeout: 60_000 });
    export const close = () => prisma.$disconnect();
  `;
}
