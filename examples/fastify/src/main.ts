import { MemorySessionStore, SessionManager } from '@sess/core';
import { createApp } from './app.js';

const app = await createApp(new SessionManager({ store: new MemorySessionStore() }));
console.log(await app.listen({ port: Number(process.env.PORT ?? 3000) }));
