import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { startFullBacklog } from './full-backlog.js';
import { sendRaw } from './raw-memcached.js';
import { startScripted } from './scripted-server.js';

// An unhandled rejection fails the run, so every test here also shows that there is none.

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('a bad server', () => {
  const timeoutMs = 200;

  async function withScripted(
    reply: Parameters<typeof startScripted>[0],
    body: (client: MemcachedServers) => Promise<void>,
  ) {
    const server = await startScripted(reply);
    const client = new MemcachedServers({ servers: [server.name], timeoutMs, connectionsPerServer: 1 });
    try {
      await body(client);
    } finally {
      await client.close();
      await server.close();
    }
  }

  it.each([
    ['of another command', 'STORED\r\n'],
    ['for another key', 'VALUE other 0 1 1\r\nx\r\nEND\r\n'],
    ['for two keys', 'VALUE key 0 1 1\r\nx\r\nVALUE other 0 1 1\r\nx\r\nEND\r\n'],
    ['without a CAS id', 'VALUE key 0 1\r\nx\r\nEND\r\n'],
    ['in unknown words', 'HELLO WORLD\r\n'],
    ['in HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['with a value of another length', 'VALUE key 0 1 1\r\nxxxxx\r\nEND\r\n'],
    ['that ends early', 'VALUE key 0 10 1\r\nxx'],
    ['without content', ''],
    ['of an internal error', 'SERVER_ERROR backend timed out\r\n'],
    ['of an unknown command', 'ERROR\r\n'],
  ])('makes a read reject, and not return absent, by a reply %s', async (_what, text) => {
    await withScripted(
      () => text,
      async (client) => {
        await expect(client.get('key')).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
      },
    );
  });

  it.each([
    ['END\r\n', 'unknown'],
    ['DELETED\r\n', 'unknown'],
    ['NOT_FOUND\r\n', 'unknown'],
    ['SERVER_ERROR backend timed out\r\n', 'unknown'],
    ['', 'unknown'],
    ['SERVER_ERROR out of memory storing object\r\n', 'not-applied'],
    ['SERVER_ERROR Out of memory during read\r\n', 'not-applied'],
    ['SERVER_ERROR object too large for cache\r\n', 'not-applied'],
    ['ERROR\r\n', 'not-applied'],
    ['CLIENT_ERROR bad command line format\r\n', 'not-applied'],
  ])('makes an add reject by the reply %j with the outcome %s', async (text, outcome) => {
    await withScripted(
      () => text,
      async (client) => {
        await expect(client.add('key', bytes('secret'), 1)).rejects.toMatchObject({ name: 'StoreError', outcome });
      },
    );
  });

  it('leaves a write unknown if it closes the connection, and the next call opens a new one', async () => {
    let requests = 0;
    await withScripted(
      (_request, socket) => {
        if (requests++ > 0) return 'END\r\n';
        socket.destroy();
        return undefined;
      },
      async (client) => {
        await expect(client.delete('key')).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
        expect(await client.get('key')).toBeUndefined();
      },
    );
  });

  it('cannot make the client take an extra reply for that to a later command', async () => {
    let requests = 0;
    await withScripted(
      (request) => {
        requests++;
        const key = /^gets (\S+)/.exec(request)?.[1];
        // One extra line, so that each later reply could be taken for that to the previous command.
        return requests === 1 ? `END\r\nEND\r\n` : `VALUE ${key} 0 1 1\r\nx\r\nEND\r\n`;
      },
      async (client) => {
        expect(await client.get('first')).toBeUndefined();
        await expect(client.get('second')).resolves.toMatchObject({ cas: '1' });
      },
    );
  });

  it('is named in the error if it cannot be reached', async () => {
    const server = await startScripted(() => undefined);
    await server.close();
    const client = new MemcachedServers({ servers: [server.name], timeoutMs });
    await expect(client.add('key', bytes('x'), 1)).rejects.toMatchObject({
      outcome: 'not-applied',
      message: `memcached at ${server.name} cannot be reached: ECONNREFUSED`,
    });
    await client.close();
  });

  it.runIf(process.platform === 'linux')(
    'receives nothing, not even later, if it does not accept the connection in time',
    async ({ skip }) => {
      const server = await startFullBacklog();
      if (!server) return skip();
      const client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`], timeoutMs });
      await expect(client.add('key', bytes('x'), 60)).rejects.toMatchObject({
        outcome: 'not-applied',
        message: expect.stringContaining('accepted no connection within 200 ms') as unknown,
      });
      // memcache-client itself never settles calls that wait for a connection when it is shut down.
      const waitingClient = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`], timeoutMs: 300_000 });
      const waiting = waitingClient.get('key').catch((thrown: unknown) => thrown);
      await waitingClient.close();
      expect(await waiting).toMatchObject({ outcome: 'not-applied' });
      server.open();
      // Longer than the kernel waits before it tries the connection again.
      await sleep(1500);
      expect((await sendRaw(server.address, 'get key\r\n', /END\r\n$/)).toString()).toBe('END\r\n');
      expect(await client.add('key', bytes('x'), 60)).toBe('stored');
      await client.close();
      await server.stop();
    },
  );

  it('is named in the error if its host is unknown', async () => {
    const client = new MemcachedServers({ servers: ['no-such-host.invalid'], timeoutMs: 4000 });
    await expect(client.get('key')).rejects.toMatchObject({
      message: expect.stringMatching(/no-such-host\.invalid:11211 (cannot be reached: E|did not reply)/) as unknown,
    });
    await client.close();
  });
});
