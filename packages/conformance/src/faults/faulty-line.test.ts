import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FaultyLine } from './faulty-line.js';
import { outageOf } from './outage-of.js';
import type { WireProtocol } from './wire-protocol.js';

const carriedOut: string[] = [];
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    carriedOut.push(bytes.toString());
    socket.write(`done ${bytes.toString()}`);
  });
});
const protocol: WireProtocol = {
  asks: (bytes) => (/^(read|write)/.exec(bytes.toString())?.[0] as 'read' | 'write' | undefined) ?? undefined,
  acknowledges: (bytes) => bytes.toString().startsWith('done'),
};
let line: FaultyLine;

beforeEach(async () => {
  carriedOut.length = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  line = await FaultyLine.open(target(), protocol);
});

afterEach(async () => {
  await line.close();
  server.close();
});

function target(): { host: string; port: number } {
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

async function dial(): Promise<Socket> {
  const socket = connect(line.port, line.host);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function send(socket: Socket, what: string, maxWaitMs = 10_000): Promise<string> {
  socket.write(what);
  const reply = await Promise.race([
    once(socket, 'data'),
    once(socket, 'close').then(() => ['cut']),
    sleep(maxWaitMs, ['silence'], { ref: false }),
  ]);
  return String(reply[0]);
}

it('passes bytes on while it works', async () => {
  expect(await send(await dial(), 'read')).toBe('done read');
});

it('cuts connections and refuses new ones until it recovers on the same port', async () => {
  const { port } = line;
  const socket = await dial();
  await line.refuse();
  expect(socket.destroyed).toBe(true);
  await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await line.recover();
  expect(line.port).toBe(port);
  expect(await send(await dial(), 'read')).toBe('done read');
});

it('recovers from several states at once, but not after close', async () => {
  await line.refuse();
  await line.refuse();
  line.freeze();
  line.delay(1000);
  await line.recover();
  await line.recover();
  expect(await send(await dial(), 'read')).toBe('done read');
  await line.close();
  await line.recover();
  await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('passes nothing while frozen, on old and new connections, and everything afterwards', async () => {
  const old = await dial();
  line.freeze();
  const fresh = await dial();
  expect(await Promise.all([send(old, 'read', 200), send(fresh, 'read', 200)])).toEqual(['silence', 'silence']);
  expect(carriedOut).toEqual([]);
  const replies = Promise.all([once(old, 'data'), once(fresh, 'data')]);
  await line.recover();
  expect((await replies).map(String)).toEqual(['done read', 'done read']);
});

it('delays responses without changing their order, until it recovers', async () => {
  const socket = await dial();
  socket.setEncoding('utf8');
  let replies = '';
  socket.on('data', (text: string) => (replies += text));
  line.delay(120);
  const startedAt = performance.now();
  expect(await send(await dial(), 'read')).toBe('done read');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(115);
  carriedOut.length = 0;

  // On a busy machine, the response may reach the line after it has recovered. So this checks only the order.
  socket.write('first ');
  await expect.poll(() => carriedOut, { interval: 5 }).toEqual(['first ']);
  await line.recover();
  socket.write('second');
  await expect.poll(() => replies, { interval: 5 }).toBe('done first done second');

  line.delay(600_000);
  await line.recover();
  expect(await send(await dial(), 'read')).toBe('done read');
});

it('loses requests: they never arrive and the connection is cut, but other bytes pass', async () => {
  line.loseRequests();
  const socket = await dial();
  expect(await send(socket, 'greeting')).toBe('done greeting');
  expect(await send(socket, 'write')).toBe('cut');
  expect(await send(await dial(), 'read')).toBe('cut');
  expect(carriedOut).toEqual(['greeting']);
  await line.recover();
  expect(await send(await dial(), 'write')).toBe('done write');
});

it('loses responses: requests are executed and the connection is cut, but other bytes pass', async () => {
  line.loseAnswers();
  expect(await send(await dial(), 'greeting')).toBe('done greeting');
  expect(await send(await dial(), 'read')).toBe('cut');
  expect(await send(await dial(), 'write')).toBe('cut');
  expect(carriedOut).toEqual(['greeting', 'read', 'write']);
});

it('loses only the response to the next write, which is executed', async () => {
  const socket = await dial();
  expect(await send(socket, 'write')).toBe('done write');
  line.loseNextAnswer();
  expect(await send(socket, 'greeting')).toBe('done greeting');
  expect(await send(socket, 'read')).toBe('done read');
  expect(await send(socket, 'write')).toBe('cut');
  expect(await send(await dial(), 'write')).toBe('done write');
  expect(carriedOut).toEqual(['write', 'greeting', 'read', 'write', 'write']);
});

it('without a protocol, is an outage that can lose nothing, so that the laws of losses are not claimed', async () => {
  const blind = await FaultyLine.open(target());
  const losses = ['loseRequests', 'loseAnswers', 'loseNextAnswer'] as const;
  expect(Object.keys(outageOf(blind)).toSorted()).toEqual(['delay', 'freeze', 'recover', 'refuse', 'traffic']);
  expect(Object.keys(outageOf(line))).toEqual(expect.arrayContaining([...losses]));
  await blind.close();
});

it('throws when it should lose requests or responses without a protocol', async () => {
  const plain = await FaultyLine.open(target());
  for (const lose of ['loseRequests', 'loseAnswers', 'loseNextAnswer'] as const) {
    expect(() => plain[lose]()).toThrow(/pass a WireProtocol to FaultyLine.open/);
  }
  await plain.close();
  await plain.close();
});

it('counts the bytes that the server sends', async () => {
  const outage = outageOf(line);
  expect(await send(await dial(), 'read')).toBe('done read');
  expect(await outage.traffic?.()).toBe('done read'.length);
  line.loseAnswers();
  expect(await send(await dial(), 'write')).toBe('cut');
  expect(line.traffic).toBe('done readdone write'.length);
});

it('is an outage switch that opens when first used, and recovers when its clients have reconnected', async () => {
  const seen: string[] = [];
  const outage = outageOf(
    () => line,
    () => Promise.resolve(seen.push('reconnected')),
  );
  await outage.refuse();
  await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await outage.recover();
  expect(seen).toEqual(['reconnected']);
  await outage.loseRequests?.();
  expect(await send(await dial(), 'write')).toBe('cut');
  await outage.loseAnswers?.();
  expect(await send(await dial(), 'write')).toBe('cut');
  await outage.loseNextAnswer?.();
  expect(await send(await dial(), 'read')).toBe('done read');
  await outage.recover();
  await outage.delay?.(60);
  const startedAt = performance.now();
  expect(await send(await dial(), 'read')).toBe('done read');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
  await outage.freeze?.();
  expect(await send(await dial(), 'read', 200)).toBe('silence');
});
