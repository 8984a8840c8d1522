import { setTimeout as sleep } from 'node:timers/promises';
import { FaultyLine, memcachedProtocol } from '@sess/conformance/faults';
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { startScripted } from './scripted-server.js';
import { startMemcached } from './start-memcached.js';

// Replies of memcached have no number. An extra or late reply could be taken for the reply to another command.
// An unhandled error fails the run, so every test here also shows that there is none.

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const textOf = (item: { readonly value: Uint8Array } | undefined) => item && Buffer.from(item.value).toString('latin1');

let print: MockInstance<typeof console.log>;
beforeEach(() => {
  print = vi.spyOn(console, 'log').mockReturnValue();
  return () => {
    // memcache-client prints lines that it does not understand, which may be part of a session.
    const printed = print.mock.calls.flat();
    print.mockRestore();
    if (printed.length > 0) throw new Error(`The client printed: ${printed.join(' ')}`);
  };
});

async function withScripted(
  reply: Parameters<typeof startScripted>[0],
  body: (client: MemcachedServers) => Promise<void>,
  timeoutMs = 5000,
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

describe('an unexpected line', () => {
  const lines = [
    'END\r\n',
    'STORED\r\n',
    'VALUE other 0 1 1\r\nx\r\nEND\r\n',
    'VALUE key 0 no 1\r\nx',
    'STAT pid 1\r\n',
    'constructor\r\n',
    '\r\n',
    'ERROR\r\n',
    '-ERR unknown command\r\n',
  ];

  it.each(lines)('%j closes an idle connection, and the next command opens a new one', async (line) => {
    let isFirst = true;
    let connections = 0;
    await withScripted(
      (_request, socket) => {
        if (!isFirst) return 'VALUE key 0 2 7\r\nok\r\nEND\r\n';
        isFirst = false;
        socket.on('close', () => connections++);
        setTimeout(() => socket.write(line), 20);
        return 'END\r\n';
      },
      async (client) => {
        expect(await client.get('key')).toBeUndefined();
        await expect.poll(() => connections).toBe(1);
        expect(textOf(await client.get('key'))).toBe('ok');
      },
    );
  });

  // STORED is a valid reply to the next command, so it cannot be recognized as unexpected.
  it.each(lines.filter((line) => line !== 'STORED\r\n'))('%j makes the waiting commands reject', async (line) => {
    await withScripted(
      (request) => (request.startsWith('gets first') ? `END\r\n${line}STORED\r\n` : undefined),
      async (client) => {
        const calls = await Promise.allSettled([client.get('first'), client.add('second', bytes('x'), 60)]);
        expect(calls[0]).toMatchObject({ status: 'fulfilled', value: undefined });
        expect(calls[1]).toMatchObject({ reason: { name: 'StoreError' } });
      },
    );
  });
});

it.each(['ERROR\r\n', 'CLIENT_ERROR bad data chunk\r\n'])(
  'the connection closes after %j to a write, because memcached may execute the value as commands',
  async (refusal) => {
    await withScripted(
      (request) => (request.startsWith('add') ? `${refusal}END\r\n` : 'VALUE key 0 2 7\r\nok\r\nEND\r\n'),
      async (client) => {
        const [write, read] = await Promise.allSettled([client.add('a', bytes('gets b\r\n'), 60), client.get('key')]);
        expect(write).toMatchObject({ reason: { outcome: 'not-applied' } });
        expect(read).toMatchObject({ status: 'rejected' });
        expect(textOf(await client.get('key'))).toBe('ok');
      },
    );
  },
);

it('a late reply is not taken for the reply to a later command', async () => {
  let replyLate!: () => void;
  await withScripted(
    (request, socket) => {
      const key = /^gets (\S+)/.exec(request)?.[1];
      if (key !== 'slow') return `VALUE ${key} 0 ${key!.length} 1\r\n${key}\r\nEND\r\n`;
      replyLate = () => socket.write('END\r\n');
      return undefined;
    },
    async (client) => {
      await client.get('warm');
      await expect(client.get('slow')).rejects.toMatchObject({ outcome: 'not-applied' });
      replyLate();
      for (const key of ['a', 'b', 'c']) {
        expect(textOf(await client.get(key))).toBe(key);
        await sleep(30);
      }
    },
    500,
  );
});

it('a waiting command rejects with the reason if an earlier command has no reply in time', async () => {
  await withScripted(
    () => undefined,
    async (client) => {
      const first = client.get('first');
      await sleep(100);
      const [, second] = await Promise.allSettled([first, client.add('second', bytes('x'), 60)]);
      expect(second).toMatchObject({
        reason: {
          outcome: 'unknown',
          message: expect.stringContaining('another command on its connection had no reply in time') as unknown,
        },
      });
    },
    2000,
  );
});

it('each command gets its own reply or none while a line to a real memcached stalls repeatedly', async () => {
  const server = await startMemcached('late replies');
  if (!server) return;
  const line = await FaultyLine.open(server.address, memcachedProtocol);
  const direct = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`] });
  const client = new MemcachedServers({
    servers: [`127.0.0.1:${line.port}`],
    timeoutMs: 400,
    connectionsPerServer: 2,
  });
  const keys = Array.from({ length: 40 }, (_, at) => `key-${at}`);
  // Every second key exists, so that each kind of reply is wrong for half of them.
  const present = keys.filter((_, at) => at % 2 === 0);
  await Promise.all(present.map((key) => direct.add(key, bytes(`${key}\r\nEND\r\n`), 600)));
  let correct = 0;
  let late = 0;
  for (let round = 0; round < 13; round++) {
    line.delay(round % 2 === 0 ? 500 : 0);
    const reads = keys.map((key) => client.get(key));
    const writes = keys.map((key) => client.cas(key, bytes('never'), 600, '18446744073709551615'));
    const outcomes = await Promise.allSettled([...reads, ...writes]);
    for (const [at, outcome] of outcomes.entries()) {
      const key = keys[at % keys.length]!;
      const isThere = present.includes(key);
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ name: 'StoreError' });
        late++;
      } else if (at < keys.length) {
        correct++;
        expect(textOf(outcome.value as { value: Uint8Array } | undefined)).toBe(
          isThere ? `${key}\r\nEND\r\n` : undefined,
        );
      } else {
        correct++;
        expect(outcome.value).toBe(isThere ? 'exists' : 'notFound');
      }
    }
  }
  expect(correct).toBeGreaterThan(100);
  expect(late).toBeGreaterThan(100);
  await Promise.all([client.close(), direct.close(), line.close()]);
  await server.stop();
});

it('a reply is read however it is divided', async () => {
  const value = 'a\r\nEND\r\nVALUE key 0 1 1\r\n\r';
  const reply = `VALUE key 0 ${value.length} 18446744073709551615\r\n${value}\r\nEND\r\n`;
  let cuts: readonly number[] = [];
  await withScripted(
    (_request, socket) => {
      const sendPiece = (at: number): void => {
        socket.write(reply.slice(cuts[at - 1] ?? 0, cuts[at]), 'latin1');
        if (at < cuts.length) setTimeout(() => sendPiece(at + 1), 1);
      };
      sendPiece(0);
      return undefined;
    },
    async (client) => {
      const expectValue = async () => {
        const item = await client.get('key');
        expect(textOf(item)).toBe(value);
        expect(item?.cas).toBe('18446744073709551615');
      };
      for (let cut = 1; cut < reply.length; cut++) {
        cuts = [cut];
        await expectValue();
      }
      cuts = Array.from({ length: reply.length - 1 }, (_, at) => at + 1);
      await expectValue();
    },
  );
});
