import type { SessionManager } from '@sess/core';
import type { PrismaClient } from '../../generated/client.js';

const loadedCount = 500;

/** Fills the table with live sessions. Returns the cookies of those that are loaded later. */
export async function fillTable(prisma: PrismaClient, sessions: SessionManager, count: number): Promise<string[]> {
  const cookies: string[] = [];
  for (let index = 0; index < loadedCount; index++) {
    const { cookie } = await sessions.create({ data: { name: 'somebody', visits: index } });
    cookies.push(`${cookie.name}=${cookie.value}`);
  }
  await insert(prisma, 'live', count - loadedCount, "interval '30 days'");
  return cookies;
}

/** Adds expired sessions, and updates the statistics of the database. */
export async function expire(prisma: PrismaClient, count: number): Promise<void> {
  await insert(prisma, 'expired', count, "interval '-1 day'");
  await prisma.$executeRawUnsafe('VACUUM ANALYZE "session"');
}

async function insert(prisma: PrismaClient, name: string, count: number, life: string): Promise<void> {
  await prisma.$executeRawUnsafe(
    `INSERT INTO "session" ("id", "payload", "created_at", "expires_at", "revision")
     SELECT left(encode(sha256(('${name} ' || n)::bytea), 'hex'), 40), repeat('x', 400),
       now() at time zone 'UTC' - interval '40 days',
       now() at time zone 'UTC' + ${life} - n * interval '1 millisecond', md5(n::text)
     FROM generate_series(1, ${count}) AS n`,
  );
}
