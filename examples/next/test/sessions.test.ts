import { expect, it, vi } from 'vitest';

it('each copy of the file that Next.js bundles, or loads again in development, finds the same sessions', async () => {
  const first = await import('../src/lib/sessions');
  vi.resetModules();
  const second = await import('../src/lib/sessions');
  expect(second.sessions).not.toBe(first.sessions);
  const { id } = await first.sessions.create({ owner: 'alice' });
  expect(await second.sessions.inspect(id)).toBeDefined();
});
