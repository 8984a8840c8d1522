import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { mongodbPing } from '../test/mongodb-ping.js';
import { expectFullLife } from '../test/server-life.js';
import { findMongodb, locateMongodbProgram, startMongodb, startMongoJavaServer } from './mongodb.js';
import { mongodWith } from './mongodb-mongod.js';
import { RunningServer } from './running-server.js';
import { skip } from './skip.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('finds a MongoDB that can be frozen, halted, killed and restarted', { timeout: 900_000 }, async () => {
  const said: string[] = [];
  const server = await startMongodb((line) => said.push(line));
  if (!(server instanceof RunningServer)) return skip('starting MongoDB', server.reason);
  expect(said.join('\n')).toMatch(
    /option [2345] of 5.*\n(.*\n)*started (mongod|SecantusDB|mongo-java-server) \d+\.\d+/,
  );
  await expectFullLife(server, mongodbPing);
});

it('finds a mongo-java-server that can be frozen, halted, killed and restarted', { timeout: 900_000 }, async () => {
  const server = await startMongoJavaServer(() => undefined);
  if (!(server instanceof RunningServer)) return skip('starting mongo-java-server', server.reason);
  expect(server.name).toBe('mongo-java-server');
  await expectFullLife(server, mongodbPing);
});

it('uses the server in the environment variable, and does not stop it', async () => {
  vi.stubEnv('MONGODB_URI', 'mongodb://127.0.0.1:1/');
  const said: string[] = [];
  const found = await findMongodb((line) => said.push(line));
  expect(found).toMatchObject({ url: 'mongodb://127.0.0.1:1/', version: undefined });
  expect(said).toEqual(['MongoDB, option 1 of 5: the address in MONGODB_URI']);
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

it('prefers a mongod to SecantusDB, and says which of the two it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sess-mongodb-'));
  const program = join(folder, 'server');
  writeFileSync(program, '#!/bin/sh\n');
  chmodSync(program, 0o755);
  try {
    vi.stubEnv('SESS_TEST_INSTALL', 'no');
    vi.stubEnv('SESS_SECANTUS_PROGRAM', program);
    vi.stubEnv('MONGOMS_SYSTEM_BINARY', program);
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    expect(await locateMongodbProgram(say)).toEqual({ product: 'mongod', path: program });
    expect(said.splice(0)).toEqual([`MongoDB, option 2 of 5: ${program}`]);
    vi.stubEnv('MONGOMS_SYSTEM_BINARY', '');
    vi.stubEnv('PATH', folder);
    const found = await locateMongodbProgram(say);
    // A machine may have a mongod in one of the usual folders.
    const isSecantus = found.path === program;
    expect(found).toMatchObject({ product: isSecantus ? 'SecantusDB' : 'mongod' });
    if (isSecantus) expect(said[0]).toMatch(/^MongoDB, option 4 of 5: SecantusDB, which is not a mongod/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
