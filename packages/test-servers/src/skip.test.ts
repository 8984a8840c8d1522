import { afterEach, expect, it, vi } from 'vitest';
import { skip } from './skip.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('prints one line', () => {
  vi.stubEnv('CI', '');
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  skip('PostgreSQL', 'it is not here');
  expect(write.mock.calls).toEqual([['SKIPPED: PostgreSQL. it is not here\n']]);
});

it('fails with CI set', () => {
  vi.stubEnv('CI', 'true');
  expect(() => skip('PostgreSQL', 'it is not here')).toThrow('SKIPPED: PostgreSQL. it is not here');
});
