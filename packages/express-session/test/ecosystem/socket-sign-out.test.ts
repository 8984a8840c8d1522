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
