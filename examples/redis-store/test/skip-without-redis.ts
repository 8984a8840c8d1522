import { beforeEach } from 'vitest';

beforeEach((context) => {
  if (!process.env['REDIS_URL']) context.skip('there is no Redis; the line above says how to get one');
});
