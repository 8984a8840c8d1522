import { newId, newRecord } from '@sess/conformance/records';
import { expect, it } from 'vitest';
import { PrismaSessionStore } from '../src/index.js';
import { onEachDatabase } from './backends/each-backend.js';

onEachDatabase('countExpired', (backend) => {
  it('counts what has expired, up to a limit, and changes nothing', async () => {
    const store = new PrismaSessionStore(backend().connect().session);
    await store.create(newId(), newRecord());
    for (let n = 0; n < 3; n++) await store.create(newId(), newRecord({ expiresAt: 1 }));
    expect([await store.countExpired?.(10), await store.countExpired?.(2)]).toEqual([3, 2]);
    await expect(store.countExpired?.(0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await store.deleteExpired(10)).toEqual({ deleted: 3, more: false });
    expect(await store.countExpired?.(10)).toBe(0);
  });

  it('is absent where the delegate cannot count', () => {
    const { createMany, findUnique, findMany, updateMany, deleteMany } = backend().connect().session;
    expect(new PrismaSessionStore({ createMany, findUnique, findMany, updateMany, deleteMany }).countExpired).toBe(
      undefined,
    );
  });
});
