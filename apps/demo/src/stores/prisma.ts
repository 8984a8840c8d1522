import { basename } from 'node:path';
import { type SessionId, StoreError } from '@sess/core';
import { PrismaSessionStore } from '@sess/prisma';
import type { RecordSummary, OpenStore, StoreContents } from './open-store.js';
import { openDatabase } from './sqlite-database.js';
import type { PrismaClient } from '../../generated/client.js';

interface Row {
  readonly id: string;
  readonly bytes: number | bigint;
  readonly created_at: string | Date;
  readonly expires_at: string | Date;
  readonly owner: string | null;
  readonly device: string | null;
}

/** SQLite, in one file, through Prisma. */
export async function openPrisma(file: string): Promise<OpenStore> {
  const prisma = await openDatabase(file);
  return {
    store: new PrismaSessionStore(prisma.session, { attributes: ['device'] }),
    place: `SQLite (${basename(file)}) through Prisma`,
    look: (limit) =>
      look(prisma, limit).catch((cause: unknown) => {
        throw new StoreError('The table of sessions could not be read.', { outcome: 'not-applied', cause });
      }),
    close: () => prisma.$disconnect(),
  };
}

async function look(prisma: PrismaClient, limit: number): Promise<StoreContents> {
  // Only the length of a payload leaves the database.
  const rows = await prisma.$queryRaw<Row[]>`
    SELECT id, length(CAST(payload AS BLOB)) AS bytes, created_at, expires_at, owner, device
    FROM session ORDER BY created_at DESC, id LIMIT ${limit}`;
  const [total] = await prisma.$queryRaw<{ count: bigint; bytes: bigint }[]>`
    SELECT count(*) AS count, coalesce(sum(length(CAST(payload AS BLOB))), 0) AS bytes FROM session`;
  return { count: Number(total?.count), bytes: Number(total?.bytes), records: rows.map(recordOf) };
}

function recordOf({ id, bytes, created_at, expires_at, owner, device }: Row): RecordSummary {
  return {
    id: id as SessionId,
    bytes: Number(bytes),
    createdAt: new Date(created_at).getTime(),
    expiresAt: new Date(expires_at).getTime(),
    owner: owner ?? undefined,
    device: device ?? undefined,
  };
}
