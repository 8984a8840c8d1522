import { randomBytes } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { describe, expect, inject, it } from 'vitest';
import { PrismaClient } from '../generated/postgresql/client.js';
import { PrismaSessionStore } from '../src/index.js';
import { onEachDatabase } from './backends/each-backend.js';
import { openPostgresql } from './backends/postgresql.js';
import { visitOptions } from './visit-options.js';

onEachDatabase('diagnose', (backend) => {
  it('finds nothing where nothing is missing, also under other names', async () => {
    const { session, visit } = backend().connect();
    expect(await new PrismaSessionStore(session).diagnose()).toEqual([]);
    expect(await new PrismaSessionStore(visit, visitOptions).diagnose()).toEqual([]);
  });

  it('finds a clock that is wrong, where the database has one', async () => {
    const { session } = backend().connect();
    const behind = new PrismaSessionStore(session, { clock: () => Date.now() - 3_600_000 });
    const found = backend().dialect === 'sqlite' ? [] : [expect.objectContaining({ code: 'CLOCK_SKEW' })];
    expect(await behind.diagnose()).toEqual(found);
  });

  it('finds the indexes that are missing, and its remedies create them', async () => {
    const client = backend().connect();
    const store = new PrismaSessionStore(client.session);
    const on = backend().dialect === 'mysql' ? ' ON session' : '';
    await client.$executeRawUnsafe(`DROP INDEX session_expires_at_idx${on}`);
    await client.$executeRawUnsafe(`DROP INDEX session_owner_digest_id_idx${on}`);
    const findings = await store.diagnose();
    expect(findings).toMatchObject([
      { code: 'INDEX_MISSING', level: 'warning', message: expect.stringContaining('expires_at') },
      { code: 'INDEX_MISSING', level: 'warning', message: expect.stringContaining('owner_digest') },
    ]);
    for (const { remedy = '' } of findings) await client.$executeRawUnsafe(remedy);
    expect(await store.diagnose()).toEqual([]);
  });

  it('finds a column that is missing, and last the table', async () => {
    const client = backend().connect();
    const store = new PrismaSessionStore(client.session);
    await client.$executeRawUnsafe('ALTER TABLE session DROP COLUMN revision');
    expect(await store.diagnose()).toMatchObject([
      { code: 'COLUMN_MISSING', level: 'error', message: expect.stringMatching(/has no column revision\.$/) },
    ]);
    await client.$executeRawUnsafe('DROP TABLE session');
    expect(await store.diagnose()).toMatchObject([
      { code: 'TABLE_MISSING', level: 'error', remedy: expect.stringContaining('npx sess sql') },
    ]);
  });
});

it('says that it cannot look where the delegate does not show its client', async () => {
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: 'postgresql://127.0.0.1:1/nowhere' }) });
  const { createMany, findUnique, findMany, updateMany, deleteMany } = client.session;
  const store = new PrismaSessionStore({ createMany, findUnique, findMany, updateMany, deleteMany });
  expect(await store.diagnose()).toMatchObject([{ code: 'NOT_EXAMINED', level: 'info' }]);
  await expect(new PrismaSessionStore(client.session).diagnose()).rejects.toMatchObject({ code: 'STORE' });
});

const server = inject('postgresql');

describe.skipIf(!server)('rights on PostgreSQL', () => {
  it('are looked at, and a verb says what to grant', async () => {
    const backend = await openPostgresql(server!);
    const administration = backend.connect();
    const user = `sess_${randomBytes(6).toString('hex')}`;
    const [row] = (await administration.$queryRawUnsafe('SELECT current_database()::text AS name')) as {
      name: string;
    }[];
    await administration.$executeRawUnsafe(`CREATE ROLE ${user} LOGIN PASSWORD 'x'`);
    const address = new URL(server!.url);
    Object.assign(address, { username: user, password: 'x', pathname: `/${row?.name}` });
    const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: address.href }) });
    const store = new PrismaSessionStore(client.session);
    try {
      await administration.$executeRawUnsafe(`GRANT SELECT, UPDATE ON session TO ${user}`);
      expect(await store.diagnose()).toMatchObject([
        { code: 'RIGHT_MISSING', level: 'error', message: expect.stringContaining('INSERT, DELETE') },
      ]);
      await expect(store.delete('a'.repeat(40) as never)).rejects.toThrow(/Grant the user of the application SELECT/);
    } finally {
      await client.$disconnect();
      await administration.$executeRawUnsafe(`DROP OWNED BY ${user}`);
      await administration.$executeRawUnsafe(`DROP ROLE ${user}`);
      await backend.close();
    }
  });
});
