import { MemorySessionStore, StoreError } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { expressStore } from '../../src/store/express-store.js';
import { type Mount, mountExpress, mountFastify, type Routes, Visitor } from './mounted.js';

/** A store that can be made to fail. */
class FailingStore extends MemorySessionStore {
  isDown = false;

  override load(...given: Parameters<MemorySessionStore['load']>): ReturnType<MemorySessionStore['load']> {
    return this.isDown ? this.#fail() : super.load(...given);
  }

  override create(...given: Parameters<MemorySessionStore['create']>): ReturnType<MemorySessionStore['create']> {
    return this.isDown ? this.#fail() : super.create(...given);
  }

  override update(...given: Parameters<MemorySessionStore['update']>): ReturnType<MemorySessionStore['update']> {
    return this.isDown ? this.#fail() : super.update(...given);
  }

  #fail(): Promise<never> {
    return Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
  }
}

async function setUp(mount: Mount): Promise<{ url: string; store: FailingStore; visitor: Visitor }> {
  const store = new FailingStore();
  const routes: Routes = {
    '/begin': ({ session }) => void (session.user = 'alice'),
    '/get': ({ session }) => ({ user: session.user }),
    '/down': ({ session }) => {
      store.isDown = true;
      session.quick = true;
    },
  };
  const url = await mount(expressStore(store), routes);
  const visitor = new Visitor();
  await visitor.get(`${url}/begin`);
  return { url, store, visitor };
}

describe.each([
  ['express-session', mountExpress, 200],
  ['@fastify/session', mountFastify, 503],
])('a store that is down, behind an unmodified %s', (_name, mount, statusOfFailedWrite) => {
  it('is a 503 without a cookie if the session cannot be read, and the visitor is still signed in after it', async () => {
    const { url, store, visitor } = await setUp(mount);
    store.isDown = true;
    expect(await visitor.get(`${url}/get`)).toMatchObject({ status: 503, setCookie: undefined });
    store.isDown = false;
    expect((await visitor.get(`${url}/get`)).body).toEqual({ user: 'alice' });
  });

  it(`is a ${statusOfFailedWrite} if the session cannot be written`, async () => {
    const { url, visitor } = await setUp(mount);
    expect((await visitor.get(`${url}/down`)).status).toBe(statusOfFailedWrite);
  });
});
