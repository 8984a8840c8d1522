import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { CookieSessionStore } from './cookie-session-store.js';
import type { Revocations } from './revocations.js';

const key = (name: string) => ({ name, secret: randomBytes(32) });
// Only what `diagnose` looks at. A real one needs a store.
const revocations = {
  isRevoked: () => Promise.resolve(false),
  revoke: () => Promise.resolve(),
  maxExpiresAt: 8_640_000_000_000_000,
} as unknown as Revocations;

it('reports a single key and missing revocations', async () => {
  const lone = new CookieSessionStore({ keys: [key('a')] });
  expect((await lone.diagnose()).map(({ code }) => code)).toEqual(['ONE_KEY', 'NO_REVOCATIONS']);
  const careful = new CookieSessionStore({ keys: [key('a'), key('b')], revocations });
  expect(await careful.diagnose()).toEqual([]);
});

it('refuses weak keys that a function returns', async () => {
  const store = new CookieSessionStore({ keys: () => [{ name: 'a', secret: 'password'.repeat(6) }] });
  await expect(store.diagnose()).rejects.toMatchObject({ code: 'INVALID_OPTION' });
});
