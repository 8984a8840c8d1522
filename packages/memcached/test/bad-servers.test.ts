import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { startFullBacklog } from './full-backlog.js';
import { askRaw } from './raw-memcached.js';
import { startScripted } from './scripted-server.js';

// An unhandled rejection fails the run, so every test here also shows that there is none.

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('a bad server', () => {
  const timeoutMs = 200;

  async function against(
    answer: Parameters<typeof startScripted>[0],
    body: (client: MemcachedServers) => Promise<void>,
  ) {
    const server = await startScripted(answer);
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
    ['in words that nobody knows', 'HELLO WORLD\r\n'],
    ['of HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['with a value of another length', 'VALUE key 0 1 1\r\nxxxxx\r\nEND\r\n'],
    ['that breaks off', 'VALUE key 0 10 1\r\nxx'],
    ['of nothing', ''],
    ['that it cannot', 'SERVER_ERROR backend timed out\r\n'],
    ['that it does not know', 'ERROR\r\n'],
  ])('reports a reply %s to a read as an error, not as absent', async (_what, text) => {
    await against(
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
  ])('%j to an add leaves the outcome %s', async (text, outcome) => {
    await against(
      () => text,
      async (client) => {
        await expect(client.add('key', bytes('secret'), 1)).rejects.toMatchObject({ name: 'StoreError', outcome });
      },
    );
  });

  it('leaves a write unknown when the connection ends before the reply, and opens a new one for the next call', async () => {
    let requests = 0;
    await against(
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

  it('does not take an unexpected reply for that of a later command', async () => {
    let requests = 0;
    await against(
      (request) => {
        requests++;
        const key = /^gets (\S+)/.exec(request)?.[1];
        // One line too many, so that each later reply would be that of the previous command.
        return requests === 1 ? `END\r\nEND\r\n` : `VALUE ${key} 0 1 1\r\nx\r\nEND\r\n`;
      },
      async (client) => {
        expect(await client.get('first')).toBeUndefined();
        await expect(client.get('second')).resolves.toMatchObject({ cas: '1' });
      },
    );
  });

  it('names a server that is not there, and has sent nothing', async () => {
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
    'one that takes no connection in time gets nothing, not even later',
    async ({ skip }) => {
      const server = await startFullBacklog();
      if (!server) return skip();
      const client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`], timeoutMs });
      await expect(client.add('key', bytes('x'), 60)).rejects.toMatchObject({
        outcome: 'not-applied',
        message: expect.stringContaining('accepted no connection within 200 ms') as unknown,
      });
      // memcache-client itself never settles calls that wait for a connection when it is shut down.
      const patient = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`], timeoutMs: 5000 });
      const waiting = patient.get('key').catch((thrown: unknown) => thrown);
      await patient.close();
      expect(await Promise.race([waiting, sleep(1000, 'waits')])).toMatchObject({ outcome: 'not-applied' });
      server.open();
      // Longer than the kernel takes to try the connection again.
      await sleep(1500);
      expect((await askRaw(server.address, 'get key\r\n', /END\r\n$/)).toString()).toBe('END\r\n');
      expect(await client.add('key', bytes('x'), 60)).toBe('stored');
      await client.close();
      await server.stop();
    },
  );

  it('names a host that is unknown', async () => {
    const client = new MemcachedServers({ servers: ['no-such-host.invalid'], timeoutMs: 4000 });
    await expect(client.get('key')).rejects.toMatchObject({
      message: expect.stringMatching(/no-such-host\.invalid:11211 (cannot be reached: E|did not reply)/) as unknown,
    });
    await client.close();
  });
});
