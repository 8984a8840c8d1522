import { MemorySessionStore } from '@sess/core';
import { mountExpress, mountFastify } from './mounted.js';
import { type OpenStore, testExpressStore } from './test-express-store.js';

function startBackend(): OpenStore {
  const shared = new MemorySessionStore();
  return () => new MemorySessionStore({ shareWith: shared });
}

testExpressStore('express-session, memory', mountExpress, startBackend);
testExpressStore('@fastify/session, memory', mountFastify, startBackend);
