import { MemorySessionStore, SessionManager } from '@sess/core';
import { createApp } from './app.js';
import type { Chat } from './room.js';

const sessions = new SessionManager<Chat>({ store: new MemorySessionStore() });
const port = Number(process.env.PORT ?? 3000);
createApp(sessions).listen(port, () => console.log(`http://localhost:${port}`));
