import { holdToTheLaws } from './hold-to-the-laws.js';
import { findMemcached } from './start-memcached.js';

const server = await findMemcached('the laws on one memcached');
await holdToTheLaws('memcached', server ? [server] : []);
