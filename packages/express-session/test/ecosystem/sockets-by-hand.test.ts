import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import express from 'express';
import { Server as SocketServer } from 'socket.io';
import { io as connectTo } from 'socket.io-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Browser } from './browser.js';
import { describeEach, type Mounted } from './implementations.js';
import { listen, originOf } from './serve.js';
import { visitOf } from './visit.js';

describeEach('a session middleware that is called by hand', (implementation) => {
  async function open({ middleware }: Mounted) {
    const app = express();
    app.use(middleware);
    app.get('/count', (request, response) => {
      visitOf(request).visits = (visitOf(request).visits ?? 0) + 1;
      response.json({ visits: visitOf(request).visits });
    });
    const server = await listen(createServer(app));
    return { server, browser: new Browser(originOf(server)) };
  }

  /** As Socket.IO 3 documented it. */
  describe.each(['websocket', 'polling'])('in io.use, without a response, over %s', (transport) => {
    it('has the session of the page', async () => {
      const mounted = implementation.mount();
      const { server, browser } = await open(mounted);
      const io = new SocketServer(server);
      onTestFinished(() => io.close());
      io.use((socket, next) => {
        mounted.middleware(socket.request as never, {} as never, next as never);
      });
      io.on('connection', (socket) => {
        socket.on('count', (acknowledge: (result: unknown) => void) => {
          const session = visitOf(socket.request);
          session.visits = (session.visits ?? 0) + 1;
          session.save((error) => acknowledge(error ? 'failed' : session.visits));
        });
      });
      await browser.get('/count');
      const client = connectTo(originOf(server), {
        transports: [transport],
        extraHeaders: { cookie: browser.cookie },
        reconnection: false,
        forceNew: true,
      });
      onTestFinished(() => {
        client.close();
      });
      expect(await client.emitWithAck('count')).toBe(2);
      expect(await client.emitWithAck('count')).toBe(3);
      expect((await browser.get('/count')).json).toEqual({ visits: 4 });
    });
  });

  /** As ws documents it. */
  it('in a listener to upgrade, with an empty response', async () => {
    const mounted = implementation.mount();
    const { server, browser } = await open(mounted);
    server.on('upgrade', (request: IncomingMessage, socket) => {
      mounted.middleware(request as never, {} as ServerResponse as never, () => {
        const { visits } = visitOf(request);
        const status = visits === undefined ? '401 Unauthorized' : '101 Switching Protocols';
        socket.write(`HTTP/1.1 ${status}\r\nConnection: Upgrade\r\nUpgrade: test\r\nX-Visits: ${visits}\r\n\r\n`);
        socket.end();
      });
    });
    await browser.get('/count');
    const upgrade = async (cookie: string) => {
      const headers = { connection: 'Upgrade', upgrade: 'test', ...(cookie && { cookie }) };
      const request = send(originOf(server), { headers }).end();
      const [response] = (await Promise.race([once(request, 'upgrade'), once(request, 'response')])) as [
        IncomingMessage,
      ];
      return [response.statusCode, response.headers['x-visits']];
    };
    expect(await upgrade(browser.cookie)).toEqual([101, '1']);
    expect(await upgrade('')).toEqual([401, 'undefined']);
  });
});
