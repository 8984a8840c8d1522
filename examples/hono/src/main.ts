import { MemorySessionStore, SessionManager } from '@sess/core';
import { serve } from '@hono/node-server';
import { createApp, type Shop } from './app.js';

const sessions = new SessionManager<Shop>({ store: new MemorySessionStore() });
const port = Number(process.env.PORT ?? 3000);
serve({ fetch: createApp(sessions).fetch, port }, () => console.log(`http://localhost:${port}`));
