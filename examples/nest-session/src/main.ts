import { createApp } from './app.js';
import { createSessionMiddleware } from './sessions.js';

const { SESSION_SECRET: secret = 'only for development', PORT: port = '3000' } = process.env;
const app = await createApp(createSessionMiddleware(secret));
await app.listen(Number(port));
console.log(`http://localhost:${port}: POST /login { "name": "alice", "password": "wonderland" }`);
