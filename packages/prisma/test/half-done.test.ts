import { FaultyLine } from '@sess/conformance/faults';
import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { PrismaSessionStore, type SessionDelegate } from '../src/index.js';
import { onEachDatabase } from './backends/each-backend.js';

onEachDatabase('a call of several statements whose server is lost', (backend) => {
  /** A store whose server can no longer be reached once it has removed something. */
  async function storeThatIsCutOff(): Promise<{ store: PrismaSessionStore; close: () => Promise<void> }> {
    const line = await FaultyLine.open(backend().address!);
    const { session } = backend().connect({ host: line.host, port: line.port });
    const delegate: SessionDelegate = {
      createMany: (query) => session.createMany(query),
      findUnique: (query) => session.findUnique(query),
      findMany: (query) => session.findMany(query),
      updateMany: (query) => session.updateMany(query),
      async deleteMany(query) {
        const removed = await session.deleteMany(query);
        await line.refuse();
        return removed;
      },
    };
    return { store: new PrismaSessionStore(delegate), close: () => line.close() };
  }

  it('has an unknown outcome if it has removed rows before', async ({ skip }) => {
    // An embedded database cannot be lost.
    if (!backend().address) return skip();
    const direct = new PrismaSessionStore(backend().connect().session);
    await direct.create(newId(), newRecord({ owner: 'alice' }));
    const revoked = await storeThatIsCutOff();
    await expect(revoked.store.owners.deleteByOwner('alice', { except: [] })).rejects.toSatisfy(isUnknown);
    await revoked.close();
    expect(await direct.owners.listByOwner('alice', { limit: 10 })).toEqual({ sessions: [] });

    for (let made = 0; made <= 500; made++) await direct.create(newId(), newRecord({ expiresAt: 1 }));
    const cleared = await storeThatIsCutOff();
    await expect(cleared.store.deleteExpired(2 * 500)).rejects.toSatisfy(isUnknown);
    await cleared.close();
    expect(await direct.deleteExpired(2 * 500)).toEqual({ deleted: 1, more: false });
  });

  it('is not applied if it has removed no rows before', async ({ skip }) => {
    const { address } = backend();
    if (!address) return skip();
    const line = await FaultyLine.open(address);
    const { session } = backend().connect({ host: line.host, port: line.port });
    const store = new PrismaSessionStore(session);
    await line.refuse();
    const notApplied = { name: 'StoreError', outcome: 'not-applied' };
    await expect(store.owners.deleteByOwner('alice', { except: [] })).rejects.toMatchObject(notApplied);
    await expect(store.deleteExpired(5)).rejects.toMatchObject(notApplied);
    await line.close();
  });
});

function isUnknown(error: unknown): boolean {
  return error instanceof StoreError && error.outcome === 'unknown';
}
