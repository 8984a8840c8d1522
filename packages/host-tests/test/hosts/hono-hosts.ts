import type { Host } from './host.js';
import { honoApp } from './hono-app.js';
import { listen } from './listen.js';

export const honoHosts: readonly Host[] = [
  {
    name: 'Hono 4',
    serve(sessions, pages) {
      const { fetch } = honoApp(sessions, pages);
      return listen(fetch);
    },
  },
];
