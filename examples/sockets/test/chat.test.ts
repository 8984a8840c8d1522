import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { io as connectTo, type Socket as IoSocket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createApp } from '../src/app.js';
import type { Chat } from '../src/room.js';

let server: Server;
let store: MemorySessionStore;
let address: string;
const clients: { close(): unknown }[] = [];

beforeEach(async () => {
  store = new MemorySessionStore();
  server = createApp(new SessionManager<Chat>({ store })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** A browser: posts forms, and keeps its cookie. */
class Browser {
  cookie = '';

  async post(path: string, form: Record<string, string> = {}): Promise<Response> {
    const body = new URLSearchParams(form);
    const headers = { cookie: this.cookie };
    const response = await fetch(address + path, { method: 'POST', headers, body, redirect: 'manual' });
    this.cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
    return response;
  }

  async page(): Promise<unknown> {
    return (await fetch(address, { headers: { cookie: this.cookie } })).json();
  }

  ws(): WebSocket {
    const client = new WebSocket(`${address}/ws`, { headers: { cookie: this.cookie } });
    clients.push(client);
    return client;
  }

  socketIo(transport: string): IoSocket {
    const extraHeaders = { cookie: this.cookie };
    const client = connectTo(address, { transports: [transport], extraHeaders, forceNew: true });
    clients.push(client);
    return client;
  }
}

async function signedIn(name: string): Promise<Browser> {
  const browser = new Browser();
  expect((await browser.post('/sign-in', { name })).status).toBe(303);
  return browser;
}

const next = (client: IoSocket, event: string) =>
  new Promise<unknown>((resolve) => {
    client.once(event, resolve);
  });

describe('a chat over ws', () => {
  it('counts what a visitor says, in the session', async () => {
    const alice = await signedIn('alice');
    const client = alice.ws();
    await once(client, 'open');
    for (const text of ['hello', 'again']) {
      client.send(text);
      expect(String((await once(client, 'message'))[0])).toBe(`alice: ${text}`);
    }
    expect(await alice.page()).toEqual({ user: 'alice', said: 2 });
  });

  it('closes the socket at a sign-out, and lets it back in after a sign-in only', async () => {
    const alice = await signedIn('alice');
    const client = alice.ws();
    await once(client, 'open');
    await alice.post('/sign-out');
    const [code, reason] = (await once(client, 'close')) as [number, Buffer];
    expect([code, String(reason)]).toEqual([4401, 'ended']);
    const [error] = (await once(alice.ws(), 'error')) as [Error];
    expect(error.message).toMatch(/401/);
    expect((await alice.post('/sign-in')).status).toBe(400);
    await alice.post('/sign-in', { name: 'alice' });
    await once(alice.ws(), 'open');
  });
});

describe('a handshake that is refused', () => {
  it.each([
    ['/ws', '401 Unauthorized'],
    ['/other', '404 Not Found'],
  ])('at %s ends the connection, even if the client does not: %s', async (path, status) => {
    const refused = once(server, 'connection') as Promise<[Socket]>;
    const client = connect({ port: Number(new URL(address).port), host: '127.0.0.1', allowHalfOpen: true });
    client.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    const [socket] = await refused;
    const closed = once(socket, 'close');
    expect(String((await once(client, 'data'))[0])).toBe(`HTTP/1.1 ${status}\r\n\r\n`);
    await closed;
    client.destroy();
  });
});

describe.each(['websocket', 'polling'])('a chat over Socket.IO with %s', (transport) => {
  it('hears what others say by ws', async () => {
    const [alice, bob] = [await signedIn('alice'), await signedIn('bob')];
    const [client, other] = [alice.socketIo(transport), bob.ws()];
    await Promise.all([next(client, 'connect'), once(other, 'open')]);
    const said = next(client, 'said');
    other.send('hello');
    expect(await said).toBe('bob: hello');
    const heard = once(other, 'message');
    expect(await client.emitWithAck('say', 'hello yourself')).toBe(true);
    expect(String((await heard)[0])).toBe('alice: hello yourself');
    expect(await alice.page()).toEqual({ user: 'alice', said: 1 });
  });

  it('is disconnected at a sign-out elsewhere, and refused when it connects again', async () => {
    const [here, there] = [await signedIn('alice'), await signedIn('alice')];
    const [kept, ended] = [here.socketIo(transport), there.socketIo(transport)];
    await Promise.all([next(kept, 'connect'), next(ended, 'connect')]);
    const reason = next(ended, 'disconnect');
    await here.post('/sign-out-elsewhere');
    expect(await reason).toBe('io server disconnect');
    const refused = next(ended, 'connect_error');
    ended.connect();
    expect(await refused).toMatchObject({ message: 'Sign in first.' });
    expect(await kept.emitWithAck('say', 'still here')).toBe(true);
  });

  it('is told nothing about the store when it is refused because the store is down', async () => {
    const alice = await signedIn('alice');
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    store.load = () => Promise.reject(new Error('connect ECONNREFUSED db.internal:5432'));
    expect(await next(alice.socketIo(transport), 'connect_error')).toMatchObject({
      message: 'Please try again later.',
    });
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});
