import { MemorySessionStore } from '@sess/core';
import { expect, it } from 'vitest';
import { newId } from '../../src/fixture/random-ids.js';
import { WatchedCalls } from '../../src/suite/watched-calls.js';

it('counts calls, also of owners, and knows which are pending', async () => {
  const calls = new WatchedCalls();
  const inner = new MemorySessionStore();
  let respond: (() => void) | undefined;
  inner.load = () =>
    new Promise((resolve) => {
      respond = () => resolve(undefined);
    });
  const store = calls.watch(inner);
  await store.delete(await newId());
  await store.owners.listByOwner('nobody', { limit: 1 });
  expect(calls.count).toBe(2);
  const loading = store.load(await newId());
  expect(calls.pending).toEqual(['load']);
  respond?.();
  await loading;
  expect(calls.pending).toEqual([]);
  calls.reset();
  expect(calls.count).toBe(0);
});

it('changes nothing else: neither members, nor synchronous errors, nor unhandled rejections', async () => {
  const calls = new WatchedCalls();
  const inner = new MemorySessionStore();
  const store = calls.watch(inner);
  expect(store.limits).toBe(inner.limits);
  expect('touch' in store).toBe(true);
  expect(store.load).toBe(store.load);
  inner.load = () => {
    throw new RangeError('at once');
  };
  const id = await newId();
  expect(() => store.load(id)).toThrow('at once');
  inner.load = () => Promise.reject(new RangeError('later'));
  await expect(store.load(id)).rejects.toThrow('later');
  const frozen = Object.freeze({ ...inner, kind: 'keyed' as const, limits: inner.limits, load: inner.load });
  const { count } = calls;
  await expect(calls.watch(frozen as unknown as MemorySessionStore).load(id)).rejects.toThrow('later');
  expect(calls.count).toBe(count + 1);
});
