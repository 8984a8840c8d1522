import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeSocket } from '../../test/sockets/fake-socket.js';
import { handshake, pass, setUpSockets, watchLoads } from '../../test/sockets/set-up-sockets.js';

const [minute, hour] = [60_000, 3_600_000];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('what stays in memory', () => {
  it('nothing after the sockets are closed', async () => {
    const { connect, sockets } = await setUpSockets();
    const all = await Promise.all(Array.from({ length: 100 }, () => connect()));
    expect(sockets.size).toBe(100);
    for (const [at, { socket, detach }] of all.entries()) {
      if (at % 2) socket.leave();
      else detach();
      expect(socket.listenerCount('close')).toBe(0);
    }
    expect(sockets.size).toBe(0);
    await pass(minute);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('no handshake that no socket has come from, even beside a socket that stays', async () => {
    const { connect, open, sockets, sessions, store } = await setUpSockets();
    const kept = await connect();
    const visitors = await Promise.all(Array.from({ length: 50 }, () => open()));
    const told = vi.fn<() => void>();
    for (const visitor of visitors) visitor!.onEnd(told);
    await pass(2 * minute);
    kept.socket.leave();
    await open();
    expect(vi.getTimerCount()).toBe(1);
    await pass(2 * minute);
    expect([vi.getTimerCount(), sockets.size]).toEqual([0, 0]);
    const loads = watchLoads(store);
    await sessions.revokeOwner('alice');
    await pass(2 * minute);
    expect([loads.count, told.mock.calls]).toEqual([0, []]);
  });

  it('no socket that has closed without saying so', async () => {
    const { open, sockets } = await setUpSockets();
    const socket = { readyState: 1, close: () => undefined };
    (await open())!.attach(socket);
    await pass(hour);
    expect(sockets.size).toBe(1);
    socket.readyState = 3;
    await pass(minute);
    expect([sockets.size, vi.getTimerCount()]).toEqual([0, 0]);
    (await open())!.attach(socket);
    expect(sockets.size).toBe(0);
  });

  it('one place for a socket that is attached twice', async () => {
    const { connect, sockets, sessions } = await setUpSockets();
    const { socket, visitor } = await connect();
    visitor.attach(socket);
    expect([sockets.size, socket.listenerCount('close')]).toEqual([1, 1]);
    await sessions.revokeOwner('alice');
    expect(socket.closings).toEqual(['4401 ended']);
  });

  it('the handshake of a socket that is attached late goes on', async () => {
    const { sockets, jar } = await setUpSockets();
    const visitor = (await sockets.open(handshake(jar)))!;
    await pass(10 * minute);
    const socket = new FakeSocket();
    visitor.attach(socket);
    await pass(10 * minute);
    expect([socket.closings, sockets.size]).toEqual([[], 1]);
  });
});
