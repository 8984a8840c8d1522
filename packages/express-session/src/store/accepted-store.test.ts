import { createRequire } from 'node:module';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { acceptedStore, sessionStoreFor } from './accepted-store.js';
import { expressStore } from './express-store.js';
import { ManagerStore } from './manager-store.js';
import { MemoryStore } from './memory-store.js';

const theirs = createRequire(import.meta.url)('express-session') as { readonly MemoryStore: new () => object };

describe('the option store', () => {
  it('is a store of ours, a manager, or a MemoryStore', () => {
    const store = new MemorySessionStore();
    const manager = new SessionManager({ store });
    const memory = new MemoryStore();
    expect(acceptedStore(store)).toBe(store);
    expect(acceptedStore(manager)).toBe(manager);
    expect(acceptedStore(memory)).toBe(memory.records);
    expect(acceptedStore(expressStore(manager))).toBe(manager);
  });

  it('refuses a store of express-session, and says why and what to do instead', () => {
    const refusal = expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(/lost.*from/) });
    expect(() => acceptedStore(new theirs.MemoryStore())).toThrow(refusal);
  });

  it('refuses what is no store', () => {
    for (const given of [undefined, null, 1, 'memory', {}, () => undefined, { get: true, set: true }])
      expect(() => acceptedStore(given)).toThrow(/must be a store of @sess/);
  });

  it('is req.sessionStore if it is a MemoryStore, and then has the sessions of the manager', async () => {
    const memory = new MemoryStore();
    const manager = new SessionManager({ store: memory.records });
    expect(sessionStoreFor(memory, manager)).toBe(memory);
    expect(memory.sessions).toBe(manager);
    const { id } = await manager.create({ data: { visits: 1 } });
    expect(await memory.get(id)).toMatchObject({ visits: 1 });
    expect(sessionStoreFor(undefined, manager)).toBeInstanceOf(ManagerStore);
  });
});
