import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pass, setUpShortLived as shortLived, setUpSockets, watchLoads } from '../../test/sockets/set-up-sockets.js';
import { SessionManager } from '../manager/session-manager.js';
import type { Shop } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';

const [second, minute, hour] = [1000, 60_000, 3_600_000];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a session that ends in another process', () => {
  it.each([30, 5])('closes its sockets within checkEvery, %s seconds', async (seconds) => {
    const { others, connect } = await setUpSockets({ checkEvery: { seconds } });
    const [first, other] = [await connect(), await connect()];
    await others.revokeOwner('alice');
    expect(first.socket.closings).toEqual([]);
    await pass(seconds * second);
    expect([first.socket.closings, other.socket.closings]).toEqual([['4401 ended'], ['4401 ended']]);
  });

  it('is followed after regenerate, and replaced after a sign-in', async () => {
    const { others, jar, connect, signIn, sessions } = await setUpSockets();
    const { socket, visitor } = await connect();
    await visit(others, jar, (session) => session.regenerate());
    await pass(30 * second);
    expect([socket.closings, visitor.id]).toEqual([[], (await sessions.read(jar.header)).id]);
    await pass(10 * minute);
    expect(socket.closings).toEqual([]);
    await visit(others, jar, (session) => session.signIn('alice'));
    await pass(30 * second);
    expect(socket.closings).toEqual(['4401 replaced']);
    await signIn(jar, 'alice');
  });

  it('gets the close code of the option', async () => {
    const { others, connect } = await setUpSockets({ closeCode: 4003 });
    const { socket } = await connect();
    await others.revokeOwner('alice');
    await pass(30 * second);
    expect(socket.closings).toEqual(['4003 ended']);
  });
});

describe('a deadline', () => {
  it('closes the sockets when it comes', async () => {
    const { connect } = await shortLived();
    const { socket } = await connect();
    await pass(hour - second);
    expect(socket.closings).toEqual([]);
    await pass(second + 200);
    expect(socket.closings).toEqual(['4401 expired']);
  });

  it('that a request has moved is looked up before anything is closed', async () => {
    const { others, jar, connect } = await shortLived({ checkEvery: { hours: 4 } });
    const { socket } = await connect();
    await pass(50 * minute);
    await visit(others, jar, () => undefined);
    await pass(59 * minute);
    expect(socket.closings).toEqual([]);
    await pass(minute + second);
    expect(socket.closings).toEqual(['4401 expired']);
  });

  it('is looked up before anything is closed, too, where a longer lifetime has moved the absolute timeout', async () => {
    const lifetimes = { remembered: { idle: { days: 9 }, absolute: { days: 9 } } };
    const manager = { idleTimeout: { hours: 1 }, absoluteTimeout: { hours: 1 }, lifetimes };
    const { sessions, otherStore, jar, connect } = await setUpSockets({ manager: manager as object });
    const others = new SessionManager<Shop, 'remembered'>({ store: otherStore, ...manager });
    const { socket } = await connect();
    await pass(hour - 100);
    await visit(others, jar, (session) => session.useLifetime('remembered'));
    await pass(minute);
    expect([socket.closings, (await sessions.read(jar.header)).owner]).toEqual([[], 'alice']);
  });

  it('of all sockets is watched by one timer', async () => {
    const { signIn, connect } = await shortLived();
    for (let count = 0; count < 50; count++) {
      const jar = new CookieJar();
      await signIn(jar, `user ${count}`);
      await connect(jar);
    }
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe('renew', () => {
  it('on-use: a socket that only listens does not keep its session', async () => {
    const { connect } = await shortLived();
    const { socket } = await connect();
    await pass(hour + second);
    expect(socket.closings).toEqual(['4401 expired']);
  });

  it.each(['edit', 'noteUse'] as const)('on-use: %s keeps it, until the absolute timeout', async (how) => {
    const { connect } = await shortLived();
    const { socket, visitor } = await connect();
    for (let uses = 0; uses < 5; uses++) {
      await pass(35 * minute);
      if (how === 'edit') await visitor.edit(() => undefined);
      else visitor.noteUse();
    }
    expect(socket.closings).toEqual([]);
    await pass(5 * minute + second);
    expect(socket.closings).toEqual(['4401 expired']);
  });

  it('on-use: a message shortly before the deadline comes in time, even if checks are rare', async () => {
    const { connect } = await shortLived({ checkEvery: { hours: 2 } });
    const { socket, visitor } = await connect();
    await pass(hour - second);
    visitor.noteUse();
    await pass(minute);
    expect(socket.closings).toEqual([]);
  });

  it('on-use: many messages cost one look-up in each interval', async () => {
    const { connect, store } = await shortLived();
    const { visitor } = await connect();
    const loads = watchLoads(store);
    for (let messages = 0; messages < 600; messages++) {
      visitor.noteUse();
      await pass(100);
    }
    expect(loads.count).toBeGreaterThanOrEqual(2);
    expect(loads.count).toBeLessThanOrEqual(4);
  });

  it('while-open: a socket keeps its session, until the absolute timeout', async () => {
    const { connect } = await shortLived({ renew: 'while-open' });
    const { socket } = await connect();
    // The deadline moves by a twentieth of the idle timeout at least.
    await pass(3 * hour - 3 * minute - second);
    expect(socket.closings).toEqual([]);
    await pass(3 * minute + 2 * second);
    expect(socket.closings).toEqual(['4401 expired']);
  });

  it('while-open: keeps a session whose idle timeout is shorter than checkEvery', async () => {
    const manager = { idleTimeout: { seconds: 10 }, absoluteTimeout: { hours: 3 } };
    const { connect } = await setUpSockets({ manager, renew: 'while-open' });
    const { socket } = await connect();
    await pass(10 * minute);
    expect(socket.closings).toEqual([]);
  });

  it('never: neither edit nor noteUse moves the deadline', async () => {
    const { connect } = await shortLived({ renew: 'never' });
    const { socket, visitor } = await connect();
    await pass(35 * minute);
    await visitor.edit((session) => void session.set('visits', 1));
    visitor.noteUse();
    await pass(25 * minute + second);
    expect(socket.closings).toEqual(['4401 expired']);
  });
});

describe('what the look-ups cost', () => {
  it('one for each session in each interval, for a thousand sockets', async () => {
    const { connect, store, sessions } = await setUpSockets();
    const all = await Promise.all(Array.from({ length: 1000 }, () => connect()));
    const loads = watchLoads(store);
    await pass(5 * minute);
    expect(loads.count).toBeGreaterThanOrEqual(10);
    expect(loads.count).toBeLessThanOrEqual(11);
    await sessions.revokeOwner('alice');
    expect(all.every(({ socket }) => socket.closings[0] === '4401 ended')).toBe(true);
  });

  it('many sessions are not looked up at the same time, nor more than 32 at once', async () => {
    const { connect, signIn, store } = await setUpSockets();
    for (let count = 0; count < 200; count++) {
      const jar = new CookieJar();
      await signIn(jar, `user ${count}`);
      await connect(jar);
    }
    const loads = watchLoads(store);
    await pass(30 * second + 100);
    expect(loads.count).toBe(200);
    // All have connected at once. They are looked up in the second half of the interval, spread over 15 seconds.
    expect(Math.max(...loads.byTime.values())).toBeLessThan(100);
    loads.takes = 2 * second;
    await pass(minute);
    expect(loads.most).toBe(32);
  });

  it('none after an edit, which has just looked', async () => {
    const { connect, store } = await setUpSockets();
    const { visitor } = await connect();
    const loads = watchLoads(store);
    for (let edits = 0; edits < 10; edits++) {
      await visitor.edit(() => undefined);
      await pass(10 * second);
    }
    expect(loads.count).toBe(10);
  });
});
