import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pass, setUpSockets, watchLoads } from '../../test/sockets/set-up-sockets.js';
import { CookieJar, visit } from '../../test/visits.js';
import type { SessionId } from '../contract/session-id.js';
import { SessionManager } from '../manager/session-manager.js';
import { SessionSockets } from './session-sockets.js';

const ended = ['4401 ended'];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('other processes that get messages', () => {
  it('close their sockets at once', async () => {
    const messages: string[] = [];
    const { sessions, jar, connect, signIn, sockets } = await setUpSockets();
    const remote = new SessionManager({ store: sessions.store });
    const remoteSockets = new SessionSockets(remote, { publish: (message) => messages.push(message) });
    const deliver = () => messages.splice(0).forEach((message) => sockets.receive(message));
    const { socket, visitor } = await connect();
    await visit(remote, jar, (session) => session.regenerate());
    deliver();
    await expect.poll(() => visitor.id).toBe((await sessions.read(jar.header)).id);
    expect(socket.closings).toEqual([]);
    await visit(remote, jar, (session) => session.destroy());
    deliver();
    expect(socket.closings).toEqual(ended);
    await signIn(jar, 'alice');
    const next = await connect();
    await remote.revokeOwner('alice');
    deliver();
    await pass(0);
    expect(next.socket.closings).toEqual(ended);
    remoteSockets.close();
  });

  it('keep the sockets of a session that has begun since the message was sent', async () => {
    const { others, jar, sockets, signIn, connect } = await setUpSockets();
    await others.revokeOwner('alice');
    await signIn(jar, 'alice');
    const { socket } = await connect();
    sockets.receive(JSON.stringify({ event: 'owner-revoked', owner: 'alice', except: [] }));
    await pass(1000);
    expect(socket.closings).toEqual([]);
  });

  it('ignore what is no message, and do not pass on what they got', async () => {
    const publish = vi.fn<(message: string) => void>();
    const { sockets, connect } = await setUpSockets({ publish });
    const { socket, visitor } = await connect();
    publish.mockClear();
    const events = [{}, { event: 'destroyed' }, { event: 'destroyed', id: 1 }, { event: 'saved', id: visitor.id }];
    const more = [
      { event: 'owner-revoked', owner: 'alice' },
      { event: 'key-changed', from: visitor.id, to: 'x' },
    ];
    const texts = ['', 'null', '[]', '{', '"destroyed"', ...[...events, ...more].map((event) => JSON.stringify(event))];
    for (const message of [undefined, null, 7, {}, ...texts]) sockets.receive(message);
    expect(socket.closings).toEqual([]);
    sockets.receive(JSON.stringify({ event: 'destroyed', id: visitor.id }));
    expect([socket.closings, publish.mock.calls]).toEqual([ended, []]);
  });

  it('are not led to another session by a forged message', async () => {
    const { sessions, sockets, signIn, connect } = await setUpSockets();
    const mallory = new CookieJar();
    await signIn(mallory, 'mallory');
    const [victim, attacker] = [await connect(), await connect(mallory)];
    const forge = (to: SessionId) =>
      sockets.receive(JSON.stringify({ event: 'key-changed', from: attacker.visitor.id, to, by: 'regenerate' }));
    forge(victim.visitor.id);
    forge('f'.repeat(40) as SessionId);
    await pass(1000);
    expect(await attacker.visitor.edit((session) => void session.set('name', 'mallory'))).toBe(true);
    expect((await sessions.inspect(victim.visitor.id))!.decoded()).toEqual({});
    await sessions.revoke(attacker.visitor.id);
    expect([attacker.socket.closings, victim.socket.closings]).toEqual([ended, []]);
  });

  it('do not give a handshake the session that a forged message has named', async () => {
    const { sessions, sockets, signIn, connect, others, store } = await setUpSockets();
    const mallory = new CookieJar();
    await signIn(mallory, 'mallory');
    const [victim, to] = [await connect(), (await sessions.read(mallory.header)).id!];
    const from = victim.visitor.id;
    // The look-up that the message has led to is slow.
    const loads = watchLoads(store);
    loads.takes = 1000;
    sockets.receive(JSON.stringify({ event: 'key-changed', from, to, by: 'regenerate' }));
    loads.takes = 0;
    const attacker = await connect(mallory);
    expect(await attacker.visitor.edit((session) => void session.set('name', 'mallory'))).toBe(true);
    expect([attacker.visitor.id, (await sessions.inspect(from))!.decoded()]).toEqual([to, {}]);
    await others.revoke(to);
    await pass(30_000);
    expect([attacker.socket.closings, victim.socket.closings]).toEqual([ended, []]);
  });

  it('a publish that throws or rejects is reported, and harms nobody', async () => {
    let fail: () => unknown = () => Promise.reject(new Error('bus down'));
    const { sessions, connect, errors } = await setUpSockets({ publish: () => fail() });
    const { socket } = await connect();
    await sessions.revokeOwner('alice');
    fail = () => {
      throw new Error('no bus');
    };
    await sessions.revokeOwner('alice');
    await expect.poll(() => errors).toEqual([new Error('bus down'), new Error('no bus')]);
    expect(socket.closings).toEqual(ended);
  });
});
