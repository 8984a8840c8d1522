import type { KeyedStore } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { expressStore } from '../../src/store/express-store.js';
import type { ManagerStore } from '../../src/store/manager-store.js';
import { call, createGate, type Mount, type Routes, type TestSession, Visitor } from './mounted.js';

/** Opens a store on one backend, as each of several processes does. */
export type OpenStore = () => KeyedStore;

function dataOf({ user, cart, slow, quick }: TestSession): object {
  return { user, cart, slow, quick };
}

/** Tests what two processes with an unmodified middleware keep on one backend. */
export function testExpressStore(name: string, mount: Mount, startBackend: () => OpenStore): void {
  async function setUp(more: Routes = {}) {
    const open = startBackend();
    const [loaded, gate] = [createGate(), createGate()];
    const stores: ManagerStore[] = [expressStore(open()), expressStore(open())];
    const routes: Routes = {
      '/begin': ({ session }) => {
        session.user = 'alice';
        session.cart = { apple: 1 };
      },
      '/slow': async ({ session }) => {
        loaded.open();
        await gate.opened;
        session.cart!['pear'] = 2;
        delete session.cart!['apple'];
        session.slow = true;
        await call((done) => session.save(done));
      },
      '/quick': ({ session }) => {
        session.cart!['plum'] = 3;
        session.quick = true;
      },
      '/get': ({ session }) => dataOf(session),
      '/out': (request) => call((done) => request.session.destroy(done)),
      ...more,
    };
    const [first, second] = await Promise.all(stores.map((store) => mount(store, routes)));
    const visitor = new Visitor();
    await visitor.get(`${first}/begin`);
    return { loaded, gate, first: first!, second: second!, visitor, backend: open() };
  }

  describe(`expressStore: ${name}`, () => {
    it('keeps what is stored, for every process', async () => {
      const { second, visitor } = await setUp();
      expect((await visitor.get(`${second}/get`)).body).toEqual({ user: 'alice', cart: { apple: 1 } });
    });

    it('keeps the properties that two requests change at once', async () => {
      const { loaded, gate, first, second, visitor } = await setUp();
      const slow = visitor.twin().get(`${first}/slow`);
      await loaded.opened;
      await visitor.twin().get(`${second}/quick`);
      gate.open();
      expect((await slow).status).toBe(200);
      const body = { user: 'alice', cart: { pear: 2, plum: 3 }, slow: true, quick: true };
      expect((await visitor.get(`${second}/get`)).body).toEqual(body);
    });

    it('does not let a slow request bring back a session that was signed out', async () => {
      const { loaded, gate, first, second, visitor } = await setUp();
      const slow = visitor.twin().get(`${first}/slow`);
      await loaded.opened;
      await visitor.twin().get(`${second}/out`);
      gate.open();
      // The status is that of the error. Then the middleware tries again to store what it could not, and may end the
      // connection.
      expect(
        await slow.then(
          ({ status }) => status,
          () => 409,
        ),
      ).toBe(409);
      expect((await visitor.get(`${second}/get`)).body).toEqual({});
    });
  });
}
