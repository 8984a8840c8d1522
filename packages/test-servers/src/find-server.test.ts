import { afterEach, expect, it, vi } from 'vitest';
import { findServer } from './find-server.js';
import { mariadb } from './mariadb.js';
import { memcached } from './memcached.js';
import { postgresql } from './postgresql.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([postgresql, mariadb, memcached])(
  'uses the $name in its environment variable, and does not stop it',
  async (kind) => {
    vi.stubEnv(kind.addressVariable, 'given://127.0.0.1:1/');
    const found = await findServer(kind, () => undefined);
    expect(found).toMatchObject({ url: 'given://127.0.0.1:1/', version: undefined });
    if (found.url !== undefined) await found.stop();
  },
);
