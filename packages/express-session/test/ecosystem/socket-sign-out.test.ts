import type { SessionId } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { ours } from './implementations.js';
import { openSocketShop, whenClosed } from './socket-shop.js';

describe.each(['websocket', 'polling'])('the end of a session, for its sockets over %s', (transport) => {
  async function open() {
    const mounted = ours.mount();
    return { ...mounted, ...(await openSocketShop(mounted, transport)) };
  }

  it('closes them by the event "destroyed" when a visitor leaves', async () => {
    const { browser, connect, io, middleware } = await open();
    middleware.sessions.on('destroyed', ({ id }) => io.in(id).disconnectSockets());
    await browser.get('/count');
    const client = connect();
    await client.emitWithAck('read');
    const left = whenClosed(client);
    await browser.get('/leave');
    expect(await left).toBe('io server disconnect');
  });

  it('closes a guest\'s by the event "key-changed" when the guest signs in', async () => {
    const { browser, connect, io, middleware } = await open();
    middleware.sessions.on('key-changed', ({ from, by }) => by === 'sign-in' && io.in(from).disconnectSockets());
    await browser.get('/count');
    const client = connect();
    await client.emitWithAck('read');
    const left = whenClosed(client);
    await browser.get('/login');
    expect(await left).toBe('io server disconnect');
  });

  it('closes those of a user by the event "owner-revoked", except the session that goes on', async () => {
    const { browser, connect, io, middleware } = await open();
    const other = browser.without();
    for (const each of [browser, other]) await each.get('/login');
    io.on('connection', (socket) => socket.join('user:alice'));
    middleware.sessions.on('owner-revoked', ({ owner, except }) =>
      io
        .in(`user:${owner}`)
        .except([...except])
        .disconnectSockets(),
    );
    const client = connect();
    const kept = connect(other.cookie);
    const { id } = (await kept.emitWithAck('read')) as { id: SessionId };
    await client.emitWithAck('read');
    const left = whenClosed(client);
    expect(await middleware.sessions.revokeOwner('alice', { except: [id] })).toBe(1);
    expect(await left).toBe('io server disconnect');
    expect(await kept.emitWithAck('read')).toMatchObject({ id });
  });

  it('reaches them after revokeOwner by their next reload', async () => {
    const { browser, connect, middleware } = await open();
    await browser.get('/login');
    const client = connect();
    expect(await client.emitWithAck('user')).toBe('alice');
    expect(await middleware.sessions.revokeOwner('alice')).toBe(1);
    const left = whenClosed(client);
    client.emit('reload');
    expect(await left).toBe('io server disconnect');
  });

  it('leaves a guest whose change no cookie could carry a change that fails when it is saved', async () => {
    const { browser, connect } = await open();
    expect(await connect('').emitWithAck('note', 'hello')).toBe('failed');
    expect((await browser.get('/visits')).cookies).toEqual([]);
  });
});
