import { setTimeout as sleep } from 'node:timers/promises';
import { FaultyLine, memcachedProtocol } from '@sess/conformance/faults';
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { startScripted } from './scripted-server.js';
import { startMemcached } from './start-memcached.js';

// Replies of memcached have no number. One too many, or one too late, would be taken for the reply to another command.
// An error that nothing can catch fails the run, so every test here also shows that there is none.

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const textOf = (item: { readonly value: Uint8Array } | undefined) => item && Buffer.from(item.value).toString('latin1');

let print: MockInstance<typeof console.log>;
beforeEach(() => {
  print = vi.spyOn(console, 'log').mockReturnValue();
  return () => {
    // memcache-client would print lines it does not understand, which may be part of a session.
    const printed = print.mock.calls.flat();
    print.mockRestore();
    if (printed.length > 0) throw new Error(`Somebody printed: ${printed.join(' ')}`);
  };
});

async function against(
  answer: Parameters<typeof startScripted>[0],
  body: (client: MemcachedServers) => Promise<void>,
  timeoutMs = 5000,
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

  it.each(lines)('%j ends an idle connection, and the next command gets a new one', async (line) => {
    let isFirst = true;
    let connections = 0;
    await against(
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

  // STORED is the reply that the next command waits for, so it cannot be told apart.
  it.each(lines.filter((line) => line !== 'STORED\r\n'))('%j fails the commands that wait behind it', async (line) => {
    await against(
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
  'after %j to a write, memcached may answer what the value looks like, so nobody listens any more',
  async (refusal) => {
    await against(
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

it('does not take a late reply for that of a later command', async () => {
  const timeoutMs = 150;
  await against(
    (request, socket) => {
      const key = /^gets (\S+)/.exec(request)?.[1];
      const answer = `VALUE ${key} 0 ${key!.length} 1\r\n${key}\r\nEND\r\n`;
      if (key !== 'slow') return answer;
      setTimeout(() => socket.write(`END\r\n`), timeoutMs + 50);
      return undefined;
    },
    async (client) => {
      await client.get('warm');
      await expect(client.get('slow')).rejects.toMatchObject({ outcome: 'not-applied' });
      for (const key of ['a', 'b', 'c']) {
        expect(textOf(await client.get(key))).toBe(key);
        await sleep(30);
      }
    },
    timeoutMs,
  );
});

it('tells a command that waits behind one without a reply in time', async () => {
  await against(
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
    300,
  );
});

it('gets for each command its own reply or none, from a real memcached behind a line that stalls again and again', async () => {
  const server = await startMemcached('answers that come late');
  if (!server) return;
  const line = await FaultyLine.open(server.address, memcachedProtocol);
  const direct = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`] });
  const client = new MemcachedServers({
    servers: [`127.0.0.1:${line.port}`],
    timeoutMs: 60,
    connectionsPerServer: 2,
  });
  const keys = Array.from({ length: 40 }, (_, at) => `key-${at}`);
  // Every second key exists, so that each kind of reply is wrong for half of them.
  const present = keys.filter((_, at) => at % 2 === 0);
  await Promise.all(present.map((key) => direct.add(key, bytes(`${key}\r\nEND\r\n`), 600)));
  let answered = 0;
  let late = 0;
  for (let round = 0; round < 25; round++) {
    line.delay(round % 2 === 0 ? 80 : 0);
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
        answered++;
        expect(textOf(outcome.value as { value: Uint8Array } | undefined)).toBe(
          isThere ? `${key}\r\nEND\r\n` : undefined,
        );
      } else {
        answered++;
        expect(outcome.value).toBe(isThere ? 'exists' : 'notFound');
      }
    }
  }
  expect(answered).toBeGreaterThan(100);
  expect(late).toBeGreaterThan(100);
  await Promise.all([client.close(), direct.close(), line.close()]);
  await server.stop();
});

it('reads a reply wherever it is cut into pieces', async () => {
  const value = 'a\r\nEND\r\nVALUE key 0 1 1\r\n\r';
  const answer = `VALUE key 0 ${value.length} 18446744073709551615\r\n${value}\r\nEND\r\n`;
  let cuts: readonly number[] = [];
  await against(
    (_request, socket) => {
      const sendPiece = (at: number): void => {
        socket.write(answer.slice(cuts[at - 1] ?? 0, cuts[at]), 'latin1');
        if (at < cuts.length) setTimeout(() => sendPiece(at + 1), 1);
      };
      sendPiece(0);
      return undefined;
    },
    async (client) => {
      const ask = async () => {
        const item = await client.get('key');
        expect(textOf(item)).toBe(value);
        expect(item?.cas).toBe('18446744073709551615');
      };
      for (let cut = 1; cut < answer.length; cut++) {
        cuts = [cut];
        await ask();
      }
      cuts = Array.from({ length: answer.length - 1 }, (_, at) => at + 1);
      await ask();
    },
  );
});
