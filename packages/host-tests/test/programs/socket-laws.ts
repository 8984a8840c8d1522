import assert from 'node:assert/strict';
import { SessionSockets } from '@sess/core/sockets';
import { createSessions } from '../mount/sessions.js';
import type { CollectedTests } from './outcome.js';

/** A server of sockets in another runtime. */
export interface SocketRuntime {
  /** Listens with `visitor.attach` for each socket, and `visitor.edit` for each message. Returns its address. */
  serve(sockets: SessionSockets<{ visits: number }>): { readonly url: string; stop(): unknown };
  /** The code with which all sockets are closed. */
  readonly closedCode: number;
}

/** What holds for sockets in every runtime. */
export function collectSocketTests(tests: CollectedTests, { serve, closedCode }: SocketRuntime): void {
  async function start() {
    const sessions = createSessions();
    const sockets = new SessionSockets(sessions);
    const site = serve(sockets);
    const { key, id } = await sessions.create({ owner: 'alice', data: { visits: 1 } });
    const connect = async () => {
      const socket = new WebSocket(site.url.replace('http', 'ws'), { headers: { cookie: `sid=${key}` } });
      const closed = new Promise<string>((resolve) => {
        socket.addEventListener('close', ({ code, reason }) => resolve(`${code} ${reason}`));
      });
      await new Promise<unknown>((resolve, reject) => {
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', reject);
      });
      return { socket, closed };
    };
    return { sessions, sockets, site, id, connect };
  }

  tests.it('a socket edits its session, and is closed when it ends', async () => {
    const { sessions, sockets, site, id, connect } = await start();
    const [{ socket, closed }, other] = [await connect(), await connect()];
    const replied = new Promise<unknown>((resolve) => {
      socket.addEventListener('message', ({ data }) => resolve(data));
    });
    socket.send('visit');
    assert.equal(await replied, 'counted');
    assert.deepEqual((await sessions.inspect(id))?.decoded(), { visits: 2 });
    assert.equal(sockets.size, 2);
    await sessions.revokeOwner('alice');
    assert.equal(sockets.size, 0);
    assert.deepEqual(await Promise.all([closed, other.closed]), ['4401 ended', '4401 ended']);
    assert.equal((await fetch(site.url)).status, 401);
    await site.stop();
  });

  tests.it('a socket whose client has left is forgotten', async () => {
    const { sockets, site, connect } = await start();
    const { socket, closed } = await connect();
    assert.equal(sockets.size, 1);
    socket.close();
    await closed;
    for (let tries = 0; sockets.size > 0 && tries < 500; tries++) {
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
    assert.equal(sockets.size, 0);
    await site.stop();
  });

  tests.it('close() closes all sockets', async () => {
    const { sockets, site, connect } = await start();
    const { closed } = await connect();
    sockets.close();
    assert.equal(await closed, `${closedCode} closed`);
    await site.stop();
  });
}
