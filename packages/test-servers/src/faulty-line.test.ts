import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FaultyLine } from './faulty-line.js';
import { mariadb } from './mariadb.js';
import { postgresql } from './postgresql.js';

const carriedOut: string[] = [];
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    carriedOut.push(bytes.toString());
    socket.write('done');
  });
});
let line: FaultyLine;

beforeEach(async () => {
  carriedOut.length = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  line = await FaultyLine.open({ host: '127.0.0.1', port }, { acknowledges: (bytes) => bytes.toString() === 'done' });
});

afterEach(async () => {
  await line.close();
  server.close();
});

async function dial(): Promise<Socket> {
  const socket = connect(line.port, line.host);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: Socket, what: string): Promise<string> {
  socket.write(what);
  const answer = await Promise.race([
    once(socket, 'data'),
    once(socket, 'close').then(() => ['cut']),
    sleep(200, ['silence']),
  ]);
  return String(answer[0]);
}

it('passes on what it is given while it is whole', async () => {
  const socket = await dial();
  expect(await ask(socket, 'SELECT')).toBe('done');
  socket.destroy();
});

it('refuses: connections are cut and new ones not taken, until it recovers on its port', async () => {
  const { port } = line;
  const socket = await dial();
  await line.refuse();
  expect(socket.destroyed).toBe(true);
  await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await line.recover();
  expect(line.port).toBe(port);
  expect(await ask(await dial(), 'SELECT')).toBe('done');
});

it('freezes: nothing comes through, on old and new connections, and then all of it', async () => {
  const old = await dial();
  line.freeze();
  const fresh = await dial();
  expect(await Promise.all([ask(old, 'SELECT'), ask(fresh, 'SELECT')])).toEqual(['silence', 'silence']);
  expect(carriedOut).toEqual([]);
  const answers = Promise.all([once(old, 'data'), once(fresh, 'data')]);
  await line.recover();
  expect((await answers).map(String)).toEqual(['done', 'done']);
});

it('loses answers: what was asked is carried out and cut off, what is no statement comes through', async () => {
  line.loseAnswers();
  expect(await ask(await dial(), 'greeting')).toBe('done');
  expect(await ask(await dial(), 'SELECT')).toBe('cut');
  expect(await ask(await dial(), 'UPDATE')).toBe('cut');
  expect(carriedOut).toEqual(['greeting', 'SELECT', 'UPDATE']);
});

it('loses the answer of the next write, which is carried out, and of nothing else', async () => {
  line.loseNextAnswer();
  const socket = await dial();
  expect(await ask(socket, 'SELECT')).toBe('done');
  expect(await ask(socket, 'UPDATE')).toBe('cut');
  expect(await ask(await dial(), 'UPDATE')).toBe('done');
  expect(carriedOut).toEqual(['SELECT', 'UPDATE', 'UPDATE']);
});

it('knows what acknowledges a write in either protocol', () => {
  expect(postgresql.acknowledges(Buffer.from('C\0\0\0\rUPDATE 1\0Z\0\0\0\x05I', 'latin1'))).toBe(true);
  expect(postgresql.acknowledges(Buffer.from('C\0\0\0\rSELECT 1\0Z\0\0\0\x05I', 'latin1'))).toBe(false);
  const prepared = Buffer.from([12, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  const done = Buffer.from([7, 0, 0, 1, 0, 1, 0, 2, 0, 0, 0]);
  expect(mariadb.acknowledges(prepared)).toBe(false);
  expect(mariadb.acknowledges(Buffer.concat([prepared, done]))).toBe(true);
});
