import { expect, it, vi } from 'vitest';
import { seedOf } from './seed.js';

it('the seed is the option, else that of the environment, else a new one', () => {
  vi.stubEnv('SESS_SEED', '5');
  expect([seedOf({ seed: 0 }), seedOf({})]).toEqual([0, 5]);
  for (const variable of [undefined, '', 'random']) {
    vi.stubEnv('SESS_SEED', variable);
    expect(seedOf({ seed: 7 })).toBe(7);
    expect(seedOf({})).not.toBe(seedOf({}));
  }
});
