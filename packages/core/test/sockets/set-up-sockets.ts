import { vi } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import type { SessionManagerOptions } from '../../src/manager/manager-options.js';
import type { SessionSocketsOptions } from '../../src/sockets/socket-options.js';
import { SessionSockets } from '../../src/sockets/session-sockets.js';
import type { Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { FakeSocket } from './fake-socket.js';

export interface SocketsSetUp extends SessionSocketsOptions {
  readonly manager?: Partial<SessionManagerOptions<Shop>>;
}

/** A process with sockets, another process on the same store, and a browser in which alice is signed in. */
export async function setUpSockets({ manager, ...options }: SocketsSetUp = {}) {
  const store = new MemorySessionStore();
  const sessions = new SessionManager<Shop>({ store, ...manager });
  const otherStore = new MemorySessionStore({ shareWith: store });
  const others = new SessionManager<Shop>({ store: otherStore, ...manager });
  const errors: unknown[] = [];
  const sockets = new SessionSockets(sessions, { onError: (error) => errors.push(error), ...options });
  const jar = new CookieJar();
  const signIn = (own: CookieJar, owner: string) => visit(sessions, own, (session) => session.signIn(owner));
  await signIn(jar, 'alice');
  const open = (own = jar) => sockets.open(handshake(own));
  /** Opens a socket with a session. */
  const connect = async (own = jar) => {
    const socket = new FakeSocket();
    const visitor = (await open(own))!;
    const detach = visitor.attach(socket);
    return { socket, visitor, detach };
  };
  return { store, otherStore, sessions, others, sockets, errors, jar, signIn, open, connect };
}

/** The same with sessions that last for three hours, or one hour without a visit. */
export const setUpShortLived = (options: SocketsSetUp = {}) =>
  setUpSockets({ manager: { idleTimeout: { hours: 1 }, absoluteTimeout: { hours: 3 } }, ...options });

/** The handshake of a browser over HTTPS. */
export function handshake(jar: CookieJar) {
  return { headers: { cookie: jar.header }, socket: { encrypted: true } };
}

/** Lets that time pass, with fake timers. */
export const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Counts the look-ups in a store, and lets them fail. */
export function watchLoads(store: MemorySessionStore) {
  const load = store.load.bind(store);
  const watched = { count: 0, isDown: false, running: 0, most: 0, byTime: new Map<number, number>(), takes: 0 };
  store.load = async (...args) => {
    watched.count++;
    watched.most = Math.max(watched.most, ++watched.running);
    watched.byTime.set(Date.now(), (watched.byTime.get(Date.now()) ?? 0) + 1);
    if (watched.takes)
      await new Promise((resolve) => {
        setTimeout(resolve, watched.takes);
      });
    watched.running--;
    if (watched.isDown) throw new StoreError('The backend is down.', { outcome: 'not-applied' });
    return load(...args);
  };
  return watched;
}
