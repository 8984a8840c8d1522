import { expect, it } from 'vitest';
import { meetKnownFaults, tableTimeout } from './meet-known-faults.js';
import { topologies, topologyTitles, withProxies } from './proxied-database.js';

// An unhandled rejection fails the run, so each test also shows that there is none.
withProxies('each command under each fault', (database, driver) => {
  it.each(topologies)(
    'settles with the right result or a StoreError, and the store works afterwards: %s',
    { timeout: tableTimeout },
    async (topology) => {
      const title = `${driver.title}, ${topologyTitles[topology]}`;
      expect(await meetKnownFaults(database, topology, title)).toEqual([]);
    },
  );
});
