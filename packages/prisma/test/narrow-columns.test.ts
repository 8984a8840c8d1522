import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, inject, it } from 'vitest';
import { PrismaSessionStore } from '../src/index.js';
import { openMariadb } from './backends/mariadb.js';
import { openPostgresql } from './backends/postgresql.js';

const [mariadb, postgresql] = [inject('mariadb'), inject('postgresql')];

// What Prisma makes of `String` on MySQL, and what somebody may have made by hand.
it.each([
  ['MariaDB', mariadb && (() => openMariadb(mariadb)), 'ALTER TABLE session MODIFY payload VARCHAR(191) NOT NULL'],
  [
    'PostgreSQL',
    postgresql && (() => openPostgresql(postgresql)),
    'ALTER TABLE session ALTER payload TYPE VARCHAR(191)',
  ],
] as const)(
  'on %s, a payload that its column would cut is refused with what to write in the model',
  async (...given) => {
    const [, open, narrow] = given;
    if (!open) return;
    const backend = await open();
    const client = backend.connect();
    await client.$executeRawUnsafe(narrow);
    const store = new PrismaSessionStore(client.session);
    const writing = store.create(newId(), newRecord({ payload: 'x'.repeat(192) }));
    await expect(writing).rejects.toThrow(/add @db\.LongText to payload and @db\.Text to owner/);
    await expect(writing).rejects.toSatisfy((error) => error instanceof StoreError && error.outcome === 'not-applied');
    await expect(writing).rejects.not.toThrow(/xxx/);
    await backend.close();
  },
);
