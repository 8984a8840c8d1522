import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeSocket } from '../../test/sockets/fake-socket.js';
import { pass, setUpSockets } from '../../test/sockets/set-up-sockets.js';
import { CookieJar, visit } from '../../test/visits.js';
import { StoreError } from '../contract/errors.js';
import type { SocketEnd } from './admission.js';
import { SessionSockets } from './session-sockets.js';

const ended = ['4401 ended'];
const never = (): Promise<never> => new Promise(() => {});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('open', () => {
  it('has the session of the handshake', async () => {
    const { sessions, jar, open } = await setUpSockets();
    const visitor = (await open())!;
    expect(visitor).toMatchObject({ owner: 'alice', ended: undefined, id: (await sessions.read(jar.header)).id });
    expect(visitor.session.owner).toBe('alice');
    await visit(sessions, jar, (session) => session.set('visits', 1));
    expect(visitor.session.has('visits')).toBe(false);
  });

  it('is undefined for a visitor without a session, and rejects when the store is down', async () => {
    const { open, store } = await setUpSockets();
    expect(await open(new CookieJar())).toBeUndefined();
    store.load = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    await expect(open()).rejects.toThrow(StoreError);
  });

  it('refuses what is not a manager, a request or an option', async () => {
    const { sessions, sockets } = await setUpSockets();
    expect(() => new SessionSockets({} as never)).toThrow(/first argument must be a SessionManager/);
    expect(() => new SessionSockets(undefined as never)).toThrow(/first argument must be a SessionManager/);
    for (const request of [undefined, 'sid=1', {}, { headers: { cookie: 'sid=1' } }])
      await expect(sockets.open(request as never)).rejects.toThrow(/open: the first argument must be the request/);
    const build = (options: object) => () => new SessionSockets(sessions, options);
    expect(build({ checkevery: 1 })).toThrow(/SessionSockets\.checkevery.*Did you mean checkEvery/);
    expect(build({ checkEvery: 30 })).toThrow(/SessionSockets\.checkEvery: 30 is 30 milliseconds/);
    expect(build({ checkEvery: { days: 2 } })).toThrow(/SessionSockets\.checkEvery must be a day at most/);
    expect(build({ renew: true })).toThrow(/SessionSockets\.renew must be 'on-use'/);
    expect(build({ closeCode: 1008 })).toThrow(/SessionSockets\.closeCode must be a whole number from 3000 to 4999/);
    expect(build({ publish: 'redis' })).toThrow(/SessionSockets\.publish must be a function/);
  });
});

describe('a session that ends in this process', () => {
  it.each<[string, (own: Awaited<ReturnType<typeof setUpSockets>>) => Promise<unknown>]>([
    ['destroy', ({ sessions, jar }) => visit(sessions, jar, (session) => session.destroy())],
    ['revoke', async ({ sessions, jar }) => sessions.revoke((await sessions.read(jar.header)).id!)],
    ['revokeOwner', ({ sessions }) => sessions.revokeOwner('alice')],
  ])('closes its sockets at once, by %s', async (_how, end) => {
    const all = await setUpSockets();
    const [first, second] = [await all.connect(), await all.connect()];
    const bob = new CookieJar();
    await all.signIn(bob, 'bob');
    const other = await all.connect(bob);
    await end(all);
    expect([first.socket.closings, second.socket.closings, other.socket.closings]).toEqual([ended, ended, []]);
    expect([first.visitor.ended, other.visitor.ended, all.sockets.size]).toEqual(['ended', undefined, 1]);
    expect(await all.open()).toBeUndefined();
  });

  it('closes the sockets of a guest whose session was emptied', async () => {
    const { sessions, connect } = await setUpSockets();
    const guest = new CookieJar();
    await visit(sessions, guest, (session) => session.set('visits', 1));
    const { socket } = await connect(guest);
    await visit(sessions, guest, (session) => session.delete('visits'));
    expect(socket.closings).toEqual(ended);
  });

  it('is spared by revokeOwner as the session that asked for it', async () => {
    const { sessions, jar, signIn, connect } = await setUpSockets();
    const elsewhere = new CookieJar();
    await signIn(elsewhere, 'alice');
    const [here, there] = [await connect(), await connect(elsewhere)];
    await visit(sessions, jar, async (session) => {
      session.regenerate();
      await sessions.revokeOwner('alice', { except: session });
    });
    expect([here.socket.closings, there.socket.closings]).toEqual([[], ended]);
  });

  it.each(['alice', 'bob'])('is replaced when %s signs in in its browser', async (owner) => {
    const { jar, signIn, connect, open } = await setUpSockets();
    const { socket } = await connect();
    await signIn(jar, owner);
    expect(socket.closings).toEqual(['4401 replaced']);
    expect((await open())!.owner).toBe(owner);
  });

  it('is replaced when a guest signs in', async () => {
    const { sessions, signIn, connect } = await setUpSockets();
    const guest = new CookieJar();
    await visit(sessions, guest, (session) => session.set('visits', 1));
    const { socket } = await connect(guest);
    await signIn(guest, 'carol');
    expect(socket.closings).toEqual(['4401 replaced']);
  });

  it.each([true, false])('is followed to its successor by regenerate, hashIds: %s', async (hashIds) => {
    const { sessions, jar, connect } = await setUpSockets({ manager: { hashIds } });
    const { socket, visitor } = await connect();
    for (let times = 0; times < 3; times++) await visit(sessions, jar, (session) => session.regenerate());
    await expect.poll(() => visitor.id).toBe((await sessions.read(jar.header)).id);
    expect(await visitor.edit((session) => void session.set('visits', 7))).toBe(true);
    expect((await sessions.read(jar.header)).get('visits')).toBe(7);
    // A second socket has come with the new key. Both are of one session now.
    const late = await connect();
    await visit(sessions, jar, (session) => session.destroy());
    expect([socket.closings, late.socket.closings]).toEqual([ended, ended]);
  });

  it('closes the sockets of a successor that nobody has looked up yet', async () => {
    const { sessions, jar, connect, store } = await setUpSockets();
    const { socket, visitor } = await connect();
    const { session, commit } = await sessions.open(jar.header);
    session.regenerate();
    const [former, load] = [visitor.id, store.load.bind(store)];
    store.load = (id, options) => (id === former ? never() : load(id, options));
    await commit({ status: 200 });
    await sessions.revoke(session.id!);
    expect(socket.closings).toEqual(ended);
  });
});

describe('attach', () => {
  it.each([undefined, null, 'id', {}, { end: () => undefined }])(
    'refuses what it could not close: %j',
    async (socket) => {
      const { open, sockets } = await setUpSockets();
      const visitor = (await open())!;
      expect(() => visitor.attach(socket as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
      expect(sockets.size).toBe(0);
    },
  );
});

describe('edit', () => {
  it('changes what is stored, and returns false and closes the sockets when the session has ended', async () => {
    const { others, jar, connect } = await setUpSockets();
    const [first, second] = [await connect(), await connect()];
    const count = () => first.visitor.edit((session) => void session.update('visits', 0, (visits) => visits + 1));
    expect([await count(), await count()]).toEqual([true, true]);
    expect((await others.read(jar.header)).get('visits')).toBe(2);
    await others.revokeOwner('alice');
    expect([await count(), await count()]).toEqual([false, false]);
    expect([first.socket.closings, second.socket.closings]).toEqual([ended, ended]);
  });

  it('signs out by destroy', async () => {
    const { jar, sessions, connect } = await setUpSockets();
    const { socket, visitor } = await connect();
    expect(await visitor.edit((session) => session.destroy())).toBe(true);
    expect([socket.closings, (await sessions.read(jar.header)).isNew]).toEqual([ended, true]);
  });

  it('rejects and closes nothing while the store is down', async () => {
    const { store, connect } = await setUpSockets();
    const { socket, visitor } = await connect();
    store.load = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    await expect(visitor.edit(() => undefined)).rejects.toThrow(StoreError);
    expect(socket.closings).toEqual([]);
  });

  it('still works, and notices the end, after the sockets are gone', async () => {
    const { others, connect } = await setUpSockets();
    const { socket, visitor } = await connect();
    socket.leave();
    expect(await visitor.edit((session) => void session.set('visits', 1))).toBe(true);
    await others.revokeOwner('alice');
    expect(await visitor.edit(() => undefined)).toBe(false);
    expect(visitor.ended).toBe('ended');
  });
});

describe('onEnd', () => {
  it('is called once, before the sockets are closed, with the reason', async () => {
    const { sessions, connect } = await setUpSockets();
    const { socket, visitor } = await connect();
    const calls: unknown[] = [];
    const listen = (reason: SocketEnd) => calls.push([reason, [...socket.closings]]);
    visitor.onEnd(listen);
    visitor.onEnd(() => calls.push('removed'))();
    await sessions.revokeOwner('alice');
    await sessions.revokeOwner('alice');
    visitor.onEnd(listen);
    expect(calls).toEqual([
      ['ended', []],
      ['ended', ended],
    ]);
  });

  it('closes all sockets although a listener throws', async () => {
    const { sessions, connect, errors } = await setUpSockets();
    const [first, second] = [await connect(), await connect()];
    const broken = new Error('broken listener');
    first.visitor.onEnd(() => {
      throw broken;
    });
    await sessions.revokeOwner('alice');
    expect([first.socket.closings, second.socket.closings, errors]).toEqual([ended, ended, [broken]]);
  });
});

describe('close', () => {
  it('closes all sockets, leaves no timer and no listener, and refuses new handshakes', async () => {
    const { sessions, sockets, connect, open, errors } = await setUpSockets();
    const { socket, visitor } = await connect();
    const late = (await open())!;
    sockets.close();
    sockets.close();
    expect([socket.closings, visitor.ended, sockets.size]).toEqual([['1000 closed'], 'closed', 0]);
    expect(vi.getTimerCount()).toBe(0);
    const other = new FakeSocket();
    late.attach(other);
    expect(other.closings).toEqual(['1000 closed']);
    await expect(open()).rejects.toThrow(expect.objectContaining({ code: 'WRONG_TIME' }));
    await sessions.revokeOwner('alice');
    expect(errors).toEqual([]);
  });

  it('a handshake that was loading gets no session', async () => {
    const { sockets, open } = await setUpSockets();
    const opened = open();
    sockets.close();
    expect([await opened, vi.getTimerCount()]).toEqual([undefined, 0]);
  });

  it('after SessionManager.close, sockets can still be closed', async () => {
    const { sessions, sockets, connect } = await setUpSockets();
    const { socket } = await connect();
    await sessions.close();
    await pass(60_000);
    sockets.close();
    expect(socket.closings).toEqual(['1000 closed']);
  });
});
