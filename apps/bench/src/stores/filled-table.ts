import type { SessionManager } from '@sess/core';
import type { PrismaClient } from '../../generated/client.js';

const loaded = 500;

/** Fills the table with live sessions, fast. Returns the cookies of some, which are to be loaded. */
export async function fillTable(prisma: PrismaClient, sessions: SessionManager, count: number): Promise<string[]> {
  const cookies: string[] = [];
  for (let index = 0; index < loaded; index++) {
    const { cookie } = await sessions.create({ data: { name: 'somebody', visits: index } });
    cookies.push(`${cookie.name}=${cookie.value}`);
  }
  await insert(prisma, 'live', count - loaded, "interval '30 days'");
  return cookies;
}

/** Adds as many expired ones, and lets the database settle. */
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
