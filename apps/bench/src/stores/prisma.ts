import { readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaSessionStore as PeerStore } from '@quixo3/prisma-session-store';
import { PrismaSessionStore } from '@sess/prisma';
import type { Store } from 'express-session';
import { PrismaClient } from '../../generated/client.js';

export function openPrisma(url: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
}

/** Creates the tables of @sess/prisma, of prisma-session-store, and of connect-pg-simple. */
export async function createTables(prisma: PrismaClient): Promise<void> {
  const ours = readFileSync(new URL('sql/postgresql.sql', import.meta.resolve('@sess/prisma/package.json')), 'utf8');
  const theirs = [
    'CREATE TABLE "peer" ("id" TEXT PRIMARY KEY, "sid" TEXT UNIQUE, "data" TEXT, "expires_at" TIMESTAMP(3))',
    'CREATE TABLE "connect_pg" ("sid" VARCHAR PRIMARY KEY, "sess" JSON NOT NULL, "expire" TIMESTAMP(6) NOT NULL)',
    'CREATE INDEX ON "connect_pg" ("expire")',
  ];
  const statements = [...ours.replaceAll(/^--.*$/gm, '').split(';'), ...theirs];
  for (const statement of statements.filter((text) => text.trim())) await prisma.$executeRawUnsafe(statement);
}

export function prismaStore(url: string): PrismaSessionStore {
  return new PrismaSessionStore(openPrisma(url).session);
}

export function prismaSessionStore(url: string): Store {
  // Without checkPeriod, it starts no timer that removes expired sessions.
  return new PeerStore(openPrisma(url), { sessionModelName: 'peer', logger: false });
}
