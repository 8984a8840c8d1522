import { afterEach, expect, it, vi } from 'vitest';
import { findMongodb, startMongodb } from './mongodb.js';
import { mongodWith } from './mongodb-mongod.js';
import { RunningServer } from './running-server.js';
import { skip } from './skip.js';
import { expectFullLife } from '../test/server-life.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** `{ ping: 1, $db: 'admin' }` as an OP_MSG. A MongoDB sends nothing before a request. */
const document = Buffer.from('1e0000001070696e67000100000002246462000600000061646d696e0000', 'hex');
const ping = Buffer.alloc(21 + document.length);
ping.writeInt32LE(ping.length, 0);
ping.writeInt32LE(1, 4);
ping.writeInt32LE(2013, 12);
document.copy(ping, 21);

it('finds a MongoDB that can be frozen, halted, killed and restarted', { timeout: 900_000 }, async () => {
  const said: string[] = [];
  const server = await startMongodb((line) => said.push(line));
  if (!(server instanceof RunningServer)) return skip('starting MongoDB', server.reason);
  expect(said.join('\n')).toMatch(
    /option [2345] of 5.*\n(.*\n)*started (mongod|SecantusDB|mongo-java-server) \d+\.\d+/,
  );
  await expectFullLife(server, ping);
});

it('uses the server in the environment variable, and does not stop it', async () => {
  vi.stubEnv('MONGODB_URI', 'mongodb://127.0.0.1:1/');
  const said: string[] = [];
  const found = await findMongodb((line) => said.push(line));
  expect(found).toMatchObject({ url: 'mongodb://127.0.0.1:1/', version: undefined });
  expect(said[0]).toMatch(/option 1 of 5/);
});

it('reads the version of a mongod, and refuses one that is too old', () => {
  const { version } = mongodWith();
  expect(version('db version v8.0.4\nBuild Info: {}')).toBe('8.0.4');
  expect(version('db version v4.4.29')).toBe('4.4.29');
  expect(() => version('db version v4.2.25')).toThrow(/4\.4 or later, and this is 4\.2\.25/);
});

it('throws when the environment variable names a mongod that does not exist', async () => {
  vi.stubEnv('MONGODB_URI', '');
  vi.stubEnv('MONGOMS_SYSTEM_BINARY', '/nowhere/mongod');
  await expect(findMongodb(() => undefined)).rejects.toThrow(
    /MONGOMS_SYSTEM_BINARY=\/nowhere\/mongod is not a program/,
  );
});
