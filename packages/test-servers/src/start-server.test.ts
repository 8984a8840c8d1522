import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findServer } from './find-server.js';
import { mariadb } from './mariadb.js';
import { memcached } from './memcached.js';
import { postgresql } from './postgresql.js';
import { processTree } from './process-tree.js';
import { RunningServer } from './running-server.js';
import { skip } from './skip.js';
import { startServer } from './start-server.js';

/** PostgreSQL's question whether a server knows TLS. */
const asksForTls = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** What a client sees when it knocks: the port refuses, the server sends something, or it stays silent for a while. */
function knock(server: RunningServer): Promise<'refused' | 'answers' | 'silent'> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    const settle = (answer: 'refused' | 'answers' | 'silent') => {
      socket.destroy();
      resolve(answer);
    };
    // PostgreSQL and memcached speak only when they are spoken to. MariaDB greets by itself.
    socket.on('connect', () => socket.write(server.name === 'memcached' ? 'version\r\n' : asksForTls));
    socket.on('data', () => settle('answers'));
    socket.on('error', () => settle('refused'));
    socket.setTimeout(300, () => settle('silent'));
  });
}

describe.each([postgresql, mariadb, memcached])('$name', (kind) => {
  it(
    'is started, frozen, thawed, halted, brought back on its port, and stopped without a trace',
    { timeout: 120_000 },
    async () => {
      const server = await startServer(kind, () => undefined);
      if (!(server instanceof RunningServer)) return skip(`starting ${kind.name}`, server.reason);
      try {
        const { port } = server;
        expect(await knock(server)).toBe('answers');
        server.freeze();
        expect(await knock(server)).toBe('silent');
        server.resume();
        expect(await knock(server)).toBe('answers');
        await server.halt();
        expect(await knock(server)).toBe('refused');
        await server.restart();
        expect(server.port).toBe(port);
        expect(await knock(server)).toBe('answers');
      } finally {
        await server.stop();
      }
      expect(await knock(server)).toBe('refused');
      await server.stop();
    },
  );

  it('is taken from its environment variable and then left alone', async () => {
    const before = process.env[kind.addressVariable];
    process.env[kind.addressVariable] = 'given://127.0.0.1:1/';
    try {
      const found = await findServer(kind, () => undefined);
      expect(found).toMatchObject({ url: 'given://127.0.0.1:1/', version: undefined });
      if (found.url !== undefined) await found.stop();
    } finally {
      if (before === undefined) delete process.env[kind.addressVariable];
      else process.env[kind.addressVariable] = before;
    }
  });
});

it('knows the processes that descend from one', () => {
  expect(processTree(process.ppid)).toContain(process.pid);
  expect(existsSync('/proc') ? processTree(process.pid)[0] : process.pid).toBe(process.pid);
});
