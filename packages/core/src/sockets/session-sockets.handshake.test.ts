import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeSocket } from '../../test/sockets/fake-socket.js';
import { pass, setUpSockets } from '../../test/sockets/set-up-sockets.js';
import { CookieJar } from '../../test/visits.js';

const ended = ['4401 ended'];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a session that ends before its socket is attached', () => {
  it('is no session if it ends while it is being loaded', async () => {
    const { sessions, jar, store, open } = await setUpSockets();
    const id = (await sessions.read(jar.header)).id!;
    const found = await store.load(id);
    let reply = (): void => undefined;
    store.load = () => {
      Reflect.deleteProperty(store, 'load');
      return new Promise((resolve) => {
        reply = () => resolve(found);
      });
    };
    const opened = open();
    await sessions.revoke(id);
    reply();
    expect(await opened).toBeUndefined();
  });

  it.each(['owner-revoked', 'key-changed'] as const)('is none after %s while it is being loaded', async (how) => {
    const { sessions, jar, signIn, store, open } = await setUpSockets();
    const load = store.load.bind(store);
    let reply = (): void => undefined;
    store.load = async (id) => {
      store.load = load;
      const found = await load(id);
      await new Promise<void>((resolve) => {
        reply = resolve;
      });
      return found;
    };
    const opened = open();
    if (how === 'owner-revoked') await sessions.revokeOwner('alice');
    else await signIn(new CookieJar(jar), 'alice');
    reply();
    expect(await opened).toBeUndefined();
  });

  it('closes the socket as soon as it is attached', async () => {
    const { sessions, open, sockets } = await setUpSockets();
    const visitor = (await open())!;
    await sessions.revokeOwner('alice');
    const socket = new FakeSocket();
    visitor.attach(socket)();
    expect([socket.closings, visitor.ended, sockets.size]).toEqual([ended, 'ended', 0]);
  });

  it('is looked up when a socket comes after the handshake was forgotten', async () => {
    const { others, open, sockets } = await setUpSockets();
    const visitor = (await open())!;
    await pass(120_000);
    await others.revokeOwner('alice');
    const socket = new FakeSocket();
    visitor.attach(socket);
    expect([socket.closings, sockets.size]).toEqual([[], 1]);
    await expect.poll(() => socket.closings).toEqual(ended);
  });
});
