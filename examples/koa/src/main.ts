import { MemorySessionStore, SessionManager } from '@sess/core';
import { createApp } from './app.js';

const port = Number(process.env.PORT ?? 3000);
createApp(new SessionManager({ store: new MemorySessionStore() })).listen(port);
console.log(`http://localhost:${port}`);
