import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ReconnectingLibSql } from '@sess/prisma/libsql';
import { PrismaClient } from '../../generated/client.js';

/** Opens the file. Creates its folder, the table of @sess/prisma and the shop's column if they are missing. */
export async function openDatabase(file: string): Promise<PrismaClient> {
  mkdirSync(dirname(file), { recursive: true });
  // libSQL blocks the whole process while it waits for a lock. So it waits only briefly, and the store retries.
  const prisma = new PrismaClient({ adapter: new ReconnectingLibSql({ url: pathToFileURL(file).href, timeout: 100 }) });
  const columns = async () => {
    const rows = await prisma.$queryRaw<{ name: string }[]>`SELECT name FROM pragma_table_info('session')`;
    return rows.map(({ name }) => name);
  };
  if ((await columns()).length === 0) await runFile(prisma, 'sql/sqlite.sql');
  if (!(await columns()).includes('device')) {
    await prisma.$executeRawUnsafe('ALTER TABLE "session" ADD COLUMN "device" TEXT');
  }
  return prisma;
}

/** Runs a file of @sess/prisma statement by statement, because Prisma accepts only one at a time. */
async function runFile(prisma: PrismaClient, name: string): Promise<void> {
  const sql = readFileSync(new URL(name, import.meta.resolve('@sess/prisma/package.json')), 'utf8');
  const statements = sql.replaceAll(/^--.*$/gm, '').split(';');
  for (const statement of statements.filter((text) => text.trim())) await prisma.$executeRawUnsafe(statement);
}
