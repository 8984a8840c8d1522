import { randomBytes } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { PrismaClient } from '../generated/postgresql/client.js';
import { statementsOf } from './published-table.js';

const open = (url: string): PrismaClient => new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });

/** A database of its own for a test file, and the config file of an application that keeps its sessions there. */
export interface PostgresqlDatabase {
  readonly url: string;
  readonly client: PrismaClient;
  readonly config: string;
}

/** Creates a database with the table before the tests of the file, and drops it after them. */
export function usePostgresql(): () => PostgresqlDatabase {
  let database: PostgresqlDatabase;
  const name = `sess_${randomBytes(8).toString('hex')}`;
  const server = inject('postgresql') ?? '';
  beforeAll(async () => {
    if (!server) return;
    const administration = open(server);
    await administration.$executeRawUnsafe(`CREATE DATABASE ${name}`);
    await administration.$disconnect();
    const address = new URL(server);
    address.pathname = `/${name}`;
    database = { url: address.href, client: open(address.href), config: configFor(address.href) };
    for (const statement of statementsOf('postgresql')) await database.client.$executeRawUnsafe(statement);
  });
  afterAll(async () => {
    if (!server) return;
    await database.client.$disconnect();
    const administration = open(server);
    await administration.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
    await administration.$disconnect();
  });
  return () => database;
}

/** Returns the config file of an application. */
export function configFor(url: string): string {
  return `
    import { PrismaPg } from '@prisma/adapter-pg';
    import { SessionManager } from '@sess/core';
    import { PrismaSessionStore } from '@sess/prisma';
    import { PrismaClient } from '../../generated/postgresql/client.js';

    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: ${JSON.stringify(url)} }) });
    export const sessions = new SessionManager({ store: new PrismaSessionStore(prisma.session) });
    export const close = () => prisma.$disconnect();
  `;
}

/** Replaces all sessions: as many live ones as expired ones. */
export async function fillTable(client: PrismaClient, each: number): Promise<void> {
  await client.$executeRawUnsafe('DELETE FROM "session"');
  for (const [name, life] of [
    ['live', "interval '1 day'"],
    ['expired', "interval '-1 day'"],
  ]) {
    await client.$executeRawUnsafe(
      `INSERT INTO "session" ("id", "payload", "created_at", "expires_at", "revision")
       SELECT left(encode(sha256(('${name} ' || n)::bytea), 'hex'), 40), '{}', now() at time zone 'UTC',
         now() at time zone 'UTC' + ${life}, md5(n::text)
       FROM generate_series(1, ${each}) AS n`,
    );
  }
}

/** Returns how many sessions there are, and how many of them are expired. */
export async function countSessions(client: PrismaClient): Promise<{ live: number; expired: number }> {
  const expired = await client.session.count({ where: { expiresAt: { lte: new Date() } } });
  return { live: (await client.session.count()) - expired, expired };
}
