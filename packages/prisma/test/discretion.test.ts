import { inspect } from 'node:util';
import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { PrismaSessionStore, type SessionDelegate } from '../src/index.js';
import { onEachDatabase } from './backends/each-backend.js';

const secret = 'a secret value';
const record = newRecord({ payload: `{"secret":"${secret}"}` });

async function failureOf(call: Promise<unknown>): Promise<StoreError> {
  const [outcome] = await Promise.allSettled([call]);
  const reason: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
  if (!(reason instanceof StoreError)) throw new Error(`not a StoreError: ${inspect(outcome)}`);
  return reason;
}

/** Returns a delegate without the property that lists its fields. */
function withoutFieldNames(delegate: SessionDelegate): SessionDelegate {
  return {
    createMany: (query) => delegate.createMany(query),
    findUnique: (query) => delegate.findUnique(query),
    findMany: (query) => delegate.findMany(query),
    updateMany: (query) => delegate.updateMany(query),
    deleteMany: (query) => delegate.deleteMany(query),
  };
}

onEachDatabase('an error', (backend) => {
  it('does not contain the payload when the client refuses the call', async () => {
    const store = new PrismaSessionStore(withoutFieldNames(backend().connect().session), {
      columns: { revision: 'edition' },
    });
    const error = await failureOf(store.create(newId(), record));
    expect(error.message).toMatch(
      /could not create: Argument `revision` is missing\. Compare your model with session\.prisma/,
    );
    expect(error.outcome).toBe('not-applied');
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
  });

  it('does not contain the payload when the database refuses the row', async () => {
    const client = backend().connect();
    await client.$executeRawUnsafe(
      backend().dialect === 'sqlite'
        ? `CREATE TRIGGER refuse BEFORE INSERT ON session WHEN NEW.payload LIKE '%secret value%' BEGIN SELECT RAISE(ABORT, 'no'); END`
        : `ALTER TABLE session ADD CONSTRAINT refuse CHECK (payload NOT LIKE '%secret value%')`,
    );
    const error = await failureOf(new PrismaSessionStore(client.session).create(newId(), record));
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
    expect(error.cause).toMatchObject({ name: 'PrismaClientKnownRequestError' });
  });

  it('says what to run when a column is missing', async () => {
    const client = backend().connect();
    await client.$executeRawUnsafe('ALTER TABLE visit RENAME COLUMN revision TO edition');
    const columns = {
      id: 'key',
      payload: 'content',
      createdAt: 'begun',
      expiresAt: 'deadline',
      owner: 'visitor',
      ownerDigest: 'visitorId',
      revision: 'state',
    };
    const store = new PrismaSessionStore(client.visit, { columns });
    const remedy = new RegExp(`Create the table of sessions with sql/${backend().dialect}\\.sql of @sess/prisma`);
    const calls = [
      () => store.load(newId()),
      () => store.create(newId(), record),
      () => store.update(newId(), record, 'a'),
    ];
    for (const call of calls) {
      const error = await failureOf(call());
      expect(error.message).toMatch(remedy);
      expect(error.outcome).toBe('not-applied');
    }
  });

  it('says so if a column other than the id has to be unique', async () => {
    const client = backend().connect();
    await client.$executeRawUnsafe('CREATE UNIQUE INDEX too_strict ON session (owner_digest)');
    const store = new PrismaSessionStore(client.session);
    await store.create(newId(), newRecord({ owner: 'one' }));
    const error = await failureOf(store.create(newId(), newRecord({ owner: 'one' })));
    expect(error.message).toContain('another column than the id has to be unique');
    const id = newId();
    const { revision } = newRecord();
    await store.create(id, newRecord({ revision }));
    expect((await failureOf(store.update(id, newRecord({ owner: 'one' }), revision))).outcome).toBe('not-applied');
  });
});
