import type { KeyedStore } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { expressStore } from '../../src/store/express-store.js';
import type { ManagerStore } from '../../src/store/manager-store.js';
import { Barrier } from '../ecosystem/barrier.js';
import { call, type Mount, type Routes, type TestSession, Visitor } from './mounted.js';

/** Opens a store on one backend, as each of several processes does. */
export type OpenStore = () => KeyedStore;

function dataOf({ user, cart, slow, quick }: TestSession): object {
  return { user, cart, slow, quick };
}

/** Tests what two processes with an unmodified middleware keep on one backend. */
export function testExpressStore(name: string, mount: Mount, startBackend: () => OpenStore): void {
  async function setUp(more: Routes = {}) {
    const open = startBackend();
    const gate = new Barrier();
    const stores: ManagerStore[] = [expressStore(open()), expressStore(open())];
    const routes: Routes = {
      '/begin': ({ session }) => {
        session.user = 'alice';
        session.cart = { apple: 1 };
      },
      '/slow': async ({ session }) => {
        await gate.pass();
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
    return { gate, first: first!, second: second!, visitor };
  }

  const many = 6;

  describe(`expressStore: ${name}`, () => {
    it('keeps what is stored, for every process', async () => {
      const { second, visitor } = await setUp();
      expect((await visitor.get(`${second}/get`)).body).toEqual({ user: 'alice', cart: { apple: 1 } });
    });

    it('keeps the properties that two requests change at once', async () => {
      const { gate, first, second, visitor } = await setUp();
      const slow = visitor.twin().get(`${first}/slow`);
      await gate.reached;
      await visitor.twin().get(`${second}/quick`);
      gate.open();
      expect((await slow).status).toBe(200);
      const body = { user: 'alice', cart: { pear: 2, plum: 3 }, slow: true, quick: true };
      expect((await visitor.get(`${second}/get`)).body).toEqual(body);
    });

    it('does not let a slow request bring back a session that was signed out', async () => {
      const { gate, first, second, visitor } = await setUp();
      const slow = visitor.twin().get(`${first}/slow`);
      await gate.reached;
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

    it('keeps what many requests change at once', async () => {
      const all = new Barrier(many);
      let count = 0;
      const { first, second, visitor } = await setUp({
        '/add': async ({ session }) => {
          const mine = `fruit ${count}`;
          count += 1;
          await all.pass();
          session.cart![mine] = 1;
        },
      });
      const twins = Array.from({ length: many }, () => visitor.twin());
      const replies = await Promise.all(twins.map((twin, number) => twin.get(`${number % 2 ? first : second}/add`)));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
      const added = Array.from({ length: many }, (_, number) => [`fruit ${number}`, 1]);
      const cart = { apple: 1, ...Object.fromEntries(added) };
      expect((await visitor.get(`${first}/get`)).body).toEqual({ user: 'alice', cart });
    });

    it('ends the former session when a request regenerates it', async () => {
      const { first, second, visitor } = await setUp({
        '/login': async (request) => {
          await call((done) => request.session.regenerate(done));
          request.session.user = 'bob';
        },
      });
      const former = visitor.twin();
      await visitor.get(`${first}/login`);
      expect(visitor.cookie).not.toBe(former.cookie);
      expect((await former.get(`${second}/get`)).body).toEqual({});
      expect((await visitor.get(`${second}/get`)).body).toEqual({ user: 'bob' });
    });

    it('reloads what another request has stored', async () => {
      const { first, second, visitor } = await setUp({
        '/reload': async (request) => {
          await visitor.twin().get(`${second}/quick`);
          await call((done) => request.session.reload(done));
          request.session.slow = true;
          return dataOf(request.session);
        },
      });
      const body = { user: 'alice', cart: { apple: 1, plum: 3 }, quick: true, slow: true };
      expect((await visitor.get(`${first}/reload`)).body).toEqual(body);
      expect((await visitor.get(`${second}/get`)).body).toEqual(body);
    });
  });
}
