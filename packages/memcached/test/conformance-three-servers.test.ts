import { holdToTheLaws } from './hold-to-the-laws.js';
import { startMemcached } from './start-memcached.js';

const servers = await Promise.all([1, 2, 3].map(() => startMemcached('the laws on three memcached')));
await holdToTheLaws(
  'three servers of memcached',
  servers.flatMap((server) => server ?? []),
);
