import { beforeAll, describe, it } from 'vitest';
import { builtHosts } from './hosts/built-hosts.js';
import { testHost } from './test-host.js';

for (const host of builtHosts) {
  describe(`${host.name}, built`, () => {
    beforeAll(async () => {
      await host.ready();
    }, 300_000);
    testHost({ describe, it }, host);
  });
}
