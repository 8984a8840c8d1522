import { randomBytes } from 'node:crypto';
import { postgresql } from '@sess/test-servers';
import type { PrismaClient } from '../../generated/client.js';
import { withServer } from '../servers/with-server.js';
import { createTables, openPrisma } from './prisma.js';

/** Creates a PostgreSQL database with both tables, and drops it after the measurement. */
export async function withPrisma<Result>(
  measure: (prisma: PrismaClient, url: string) => Promise<Result>,
): Promise<Result> {
  return await withServer(postgresql, async (server) => {
    const administration = openPrisma(server);
    const name = `sess_bench_${randomBytes(6).toString('hex')}`;
    const address = new URL(server);
    address.pathname = `/${name}`;
    await administration.$executeRawUnsafe(`CREATE DATABASE ${name}`);
    const prisma = openPrisma(address.href);
    try {
      await createTables(prisma);
      return await measure(prisma, address.href);
    } finally {
      await prisma.$disconnect();
      await administration.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
      await administration.$disconnect();
    }
  });
}
