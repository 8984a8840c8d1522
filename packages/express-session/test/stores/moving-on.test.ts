import { MemorySessionStore } from '@sess/core';
import { expect, it } from 'vitest';
import { session } from '../../src/session.js';
import { expressStore } from '../../src/store/express-store.js';
import { mountExpress, type Routes, serve, Visitor } from './mounted.js';

const routes: Routes = {
  '/begin': (request) => void (request.session.user = 'alice'),
  '/get': (request) => ({ user: request.session.user }),
  '/out': (request) =>
    new Promise<void>((resolve) => {
      request.session.destroy(() => resolve());
    }),
};
const secret = 'a secret with thirty-two characters';

it('the sessions of an expressStore are taken over when the application changes the middleware after all', async () => {
  const store = new MemorySessionStore();
  const before = await mountExpress(expressStore(store), routes);
  const middleware = session({ secret, saveUninitialized: false, store, from: expressStore(store) });
  const after = await serve(middleware as never, routes);
  const visitor = new Visitor();
  await visitor.get(`${before}/begin`);
  const former = visitor.twin();
  expect((await visitor.get(`${after}/get`)).body).toEqual({ user: 'alice' });
  expect(visitor.cookie).not.toBe(former.cookie);
  await visitor.get(`${after}/out`);
  expect((await former.get(`${after}/get`)).body).toEqual({});
  expect((await former.get(`${before}/get`)).body).toEqual({});
});
