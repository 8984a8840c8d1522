import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SealingStore } from '../../test/sealing-store.js';
import { FakeSocket } from '../../test/sockets/fake-socket.js';
import { handshake, pass } from '../../test/sockets/set-up-sockets.js';
import { CookieJar, visit } from '../../test/visits.js';
import type { SealedStore } from '../contract/sealed-store.js';
import type { Duration } from '../options/duration.js';
import { SessionManager } from '../manager/session-manager.js';
import { SessionSockets } from './session-sockets.js';

const ended = ['4401 ended'];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a sealed store', () => {
  async function sealed(revoked?: Set<string>, options: { readonly idleTimeout?: Duration } = {}) {
    const store = new SealingStore({ clock: Date.now, ...(revoked && { revoked }) }) as SealedStore;
    const sessions = new SessionManager({ store, ...options });
    const sockets = new SessionSockets(sessions);
    const jar = new CookieJar();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const visitor = (await sockets.open(handshake(jar)))!;
    const socket = new FakeSocket();
    visitor.attach(socket);
    return { store, sessions, sockets, jar, visitor, socket };
  }

  it('refuses what needs a record: edit, and renewing', async () => {
    const { sessions, visitor, socket } = await sealed();
    await expect(visitor.edit(() => undefined)).rejects.toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
    expect(() => new SessionSockets(sessions, { renew: 'on-use' })).toThrow(/renew: with a sealed store only requests/);
    expect(new SessionSockets(sessions, { renew: 'never' }).size).toBe(0);
    visitor.noteUse();
    expect(socket.closings).toEqual([]);
  });

  it('closes a socket at once by a sign-out here, and when the key changes', async () => {
    const { sessions, jar, socket, sockets } = await sealed();
    await visit(sessions, jar, (session) => session.regenerate());
    expect(socket.closings).toEqual(['4401 replaced']);
    const next = new FakeSocket();
    (await sockets.open(handshake(jar)))!.attach(next);
    await visit(sessions, jar, (session) => session.destroy());
    expect(next.closings).toEqual(ended);
  });

  it('goes by the newest cookie that a handshake came with', async () => {
    const { sessions, sockets, jar, socket } = await sealed(undefined, { idleTimeout: { hours: 1 } });
    const older = new CookieJar(jar);
    await pass(50 * 60_000);
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const later = [];
    for (const own of [jar, older]) {
      const next = new FakeSocket();
      (await sockets.open(handshake(own)))!.attach(next);
      later.push(next);
    }
    await pass(59 * 60_000);
    expect([socket.closings, ...later.map(({ closings }) => closings)]).toEqual([[], [], []]);
    await pass(60_100);
    expect(later.map(({ closings }) => closings)).toEqual([['4401 expired'], ['4401 expired']]);
  });

  it('closes a socket at the deadline of its cookie; earlier if it is revoked elsewhere', async () => {
    const revoked = new Set<string>();
    const { store, jar, socket } = await sealed(revoked);
    const others = new SessionManager({ store });
    await visit(others, new CookieJar(jar), (session) => session.destroy());
    await pass(30_000);
    expect(socket.closings).toEqual(ended);
    const without = await sealed();
    await pass(14 * 86_400_000 - 60_000);
    expect(without.socket.closings).toEqual([]);
    await pass(60_100);
    expect(without.socket.closings).toEqual(['4401 expired']);
  });
});
