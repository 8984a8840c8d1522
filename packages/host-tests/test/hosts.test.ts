import { describe, it } from 'vitest';
import { fastifyHosts } from './hosts/fastify-hosts.js';
import { fetchHosts } from './hosts/fetch-hosts.js';
import { honoHosts } from './hosts/hono-hosts.js';
import { koaHosts } from './hosts/koa-hosts.js';
import { nestHosts } from './hosts/nest-hosts.js';
import { nodeHosts } from './hosts/node-hosts.js';
import { testHost } from './test-host.js';

for (const host of [...nodeHosts, ...koaHosts, ...fastifyHosts, ...nestHosts, ...fetchHosts, ...honoHosts]) {
  testHost({ describe, it }, host);
}
