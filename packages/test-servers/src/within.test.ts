import { expect, it } from 'vitest';
import { within } from './within.js';

it('returns what the promise returns, and throws what it throws', async () => {
  expect(await within(60_000, Promise.resolve(1), () => 'late')).toBe(1);
  await expect(within(60_000, Promise.reject(new Error('down')), () => 'late')).rejects.toThrow('down');
});

it('throws when the promise takes too long', async () => {
  await expect(within(1, new Promise(() => {}), () => 'late')).rejects.toThrow('late');
});
