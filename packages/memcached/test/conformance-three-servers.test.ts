import { testConformance } from './test-conformance.js';
import { startMemcached } from './start-memcached.js';

const servers = await Promise.all([1, 2, 3].map(() => startMemcached('the laws on three memcached')));
await testConformance(
  'three servers of memcached',
  servers.flatMap((server) => server ?? []),
  // The laws run in full on one server.
  { effort: 'quick' },
);
