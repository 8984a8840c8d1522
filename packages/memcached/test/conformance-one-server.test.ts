import { testConformance } from './test-conformance.js';
import { findMemcached } from './start-memcached.js';

const server = await findMemcached('the laws on one memcached');
await testConformance('memcached', server ? [server] : []);
