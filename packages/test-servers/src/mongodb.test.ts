import { connect } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { findMongodb, startMongodb } from './mongodb.js';
import { mongodWith } from './mongodb-mongod.js';
import { RunningServer } from './running-server.js';
import { skip } from './skip.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** `{ ping: 1, $db: 'admin' }` as an OP_MSG: every MongoDB answers it, and nobody speaks first. */
const document = Buffer.from('1e0000001070696e67000100000002246462000600000061646d696e0000', 'hex');
const ping = Buffer.alloc(21 + document.length);
ping.writeInt32LE(ping.length, 0);
ping.writeInt32LE(1, 4);
ping.writeInt32LE(2013, 12);
document.copy(ping, 21);

function knock({ port }: RunningServer): Promise<'refused' | 'answers' | 'silent'> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: 'refused' | 'answers' | 'silent') => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => socket.write(ping));
    socket.on('data', () => settle('answers'));
    socket.on('error', () => settle('refused'));
    socket.setTimeout(1000, () => settle('silent'));
  });
}

it('starts, freezes, thaws, halts, kills and brings back what it found', { timeout: 900_000 }, async () => {
  const said: string[] = [];
  const server = await startMongodb((line) => said.push(line));
  if (!(server instanceof RunningServer)) return skip('starting MongoDB', server.reason);
  try {
    expect(said.join('\n')).toMatch(/rung [234] of 4.*\n(.*\n)*started (mongod|mongo-java-server) \d+\.\d+/);
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
    await server.kill();
    expect(await knock(server)).toBe('refused');
    await server.restart();
    expect(await knock(server)).toBe('answers');
  } finally {
    await server.stop();
  }
  expect(await knock(server)).toBe('refused');
});

it('takes the server of the environment variable, and leaves it alone', async () => {
  vi.stubEnv('MONGODB_URI', 'mongodb://127.0.0.1:1/');
  const said: string[] = [];
  const found = await findMongodb((line) => said.push(line));
  expect(found).toMatchObject({ url: 'mongodb://127.0.0.1:1/', version: undefined });
  expect(said[0]).toMatch(/rung 1 of 4/);
});

it('says what a mongod can be, and refuses one that is too old', () => {
  const { version } = mongodWith();
  expect(version('db version v8.0.4\nBuild Info: {}')).toBe('8.0.4');
  expect(version('db version v4.4.29')).toBe('4.4.29');
  expect(() => version('db version v4.2.25')).toThrow(/4\.4 or later, and this is 4\.2\.25/);
});

it('is told of a mongod that is not there, loudly', async () => {
  vi.stubEnv('MONGODB_URI', '');
  vi.stubEnv('MONGOMS_SYSTEM_BINARY', '/nowhere/mongod');
  await expect(findMongodb(() => undefined)).rejects.toThrow(
    /MONGOMS_SYSTEM_BINARY=\/nowhere\/mongod names no program/,
  );
});
