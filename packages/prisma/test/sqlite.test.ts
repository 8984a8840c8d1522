import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { testSessionStore } from '@sess/conformance';
import { describe, it } from 'vitest';
import { PrismaClient } from '../generated/sqlite/client.js';
import { PrismaSessionStore } from '../src/index.js';

testSessionStore({ describe, it }, {
  name: 'PrismaSessionStore on SQLite',
  async open() {
    const url = `file:${join(mkdtempSync(join(tmpdir(), 'sess-')), 'sess.db')}`;
    const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url, timeout: 5000 }) });
    for (const statement of readFileSync(join(import.meta.dirname, '../sql/sqlite.sql'), 'utf8').split(/;\s*$/m)) {
      if (statement.trim()) await prisma.$executeRawUnsafe(statement);
    }
    return new PrismaSessionStore(prisma.session);
  },
});
