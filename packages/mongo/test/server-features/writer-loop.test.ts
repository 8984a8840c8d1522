import { setImmediate } from 'node:timers/promises';
import { MemorySessionStore, StoreError } from '@sess/core';
import { expect, it, vi } from 'vitest';
import { writeUntil } from './writer-loop.js';

const failure = new StoreError('no server', { outcome: 'not-applied' });

/** Lets timers run between two loads, as a server does. */
class OtherStore extends MemorySessionStore {
  override async load(...call: Parameters<MemorySessionStore['load']>): ReturnType<MemorySessionStore['load']> {
    await setImmediate();
    return super.load(...call);
  }
}

it('goes on while calls fail, and reports their failures', async () => {
  const store = new OtherStore();
  vi.spyOn(store, 'update').mockRejectedValueOnce(failure);
  const loop = writeUntil(store, 2);
  await loop.acknowledged(20);
  expect(await loop.end()).toEqual({ failures: [failure] });
});

it('rejects at once if an acknowledged write was lost', async () => {
  const store = new OtherStore();
  const create = vi
    .spyOn(store, 'create')
    .mockImplementation((_id, { revision }) => Promise.resolve({ status: 'written', version: revision }));
  const loop = writeUntil(store, 1);
  await expect(loop.acknowledged(1000)).rejects.toThrow(/the acknowledged count of a missing record/);
  await expect(loop.end()).rejects.toThrow(/the acknowledged count of a missing record/);
  expect(create).toHaveBeenCalledOnce();
});

it('rejects if a write was applied that was reported as not applied', async () => {
  const store = new OtherStore();
  const loop = writeUntil(store, 1);
  await loop.acknowledged(1);
  const update = store.update.bind(store);
  vi.spyOn(store, 'update').mockImplementationOnce(async (...call) => {
    await update(...call);
    throw failure;
  });
  await expect(loop.acknowledged(1000)).rejects.toThrow(/the result of the write that is stored/);
});

it('shows the last failure if too few writes are acknowledged in time', async () => {
  const store = new OtherStore();
  const neverEnds = new Promise<never>(() => {});
  vi.spyOn(store, 'load').mockRejectedValueOnce(failure).mockReturnValue(neverEnds);
  const loop = writeUntil(store, 1);
  const late = { message: '5 of 5 writes were not acknowledged', cause: failure };
  await expect(loop.acknowledged(5, 50)).rejects.toMatchObject(late);
});
