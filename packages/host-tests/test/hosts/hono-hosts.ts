import type { Server } from 'node:http';
import { serve, type ServerType } from '@hono/node-server';
import { type Host, siteOf } from './host.js';
import { honoApp } from './hono-app.js';

export const honoHosts: readonly Host[] = [
  {
    name: 'Hono 4 on @hono/node-server',
    async serve(sessions, pages) {
      const { fetch } = honoApp(sessions, pages);
      const server = await new Promise<ServerType>((resolve) => {
        const started = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started));
      });
      return siteOf(server as Server);
    },
  },
];
