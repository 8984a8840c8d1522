import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, inject, it } from 'vitest';
import { PrismaSessionStore } from '../src/index.js';
import { openMariadb } from './backends/mariadb.js';
import { openPostgresql } from './backends/postgresql.js';

const [mariadb, postgresql] = [inject('mariadb'), inject('postgresql')];

// The type that Prisma chooses for `String` on MySQL, and one that an application has chosen.
it.each([
  ['MariaDB', mariadb && (() => openMariadb(mariadb)), 'ALTER TABLE session MODIFY payload VARCHAR(191) NOT NULL'],
  [
    'PostgreSQL',
    postgresql && (() => openPostgresql(postgresql)),
    'ALTER TABLE session ALTER payload TYPE VARCHAR(191)',
  ],
] as const)(
  'on %s, an error says what to change in the model if a payload is too long for its column',
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
