import { expect, it } from 'vitest';
import type { SessionCollection } from './driver.js';
import { refuseUnsafeServer } from './unsafe-server.js';

const ask = (db: unknown) => refuseUnsafeServer({ db } as unknown as SessionCollection);
const command = () => Promise.resolve({ version: '8.0.4' });

it.each([
  ['none', undefined],
  ['one that is null', null],
  ['one without commands', {}],
  ['one without a client', { command }],
  ['one whose client is null', { command, client: null }],
  ['one that replies without a promise', { command: () => ({ version: '8.0.4' }) }],
  ['one that replies nothing', { command: () => Promise.resolve(null) }],
])('uses a wrapped collection whatever database it shows: %s', async (_which, db) => {
  await expect(ask(db)).resolves.toBe(undefined);
});

it('refuses FerretDB 1 through a database without a client', async () => {
  const db = { command: () => Promise.resolve({ ferretdbVersion: 'v1.24.2' }) };
  await expect(ask(db)).rejects.toThrow(/the server is FerretDB v1\.24\.2/);
});

it('asks again if the server could not say what it is', async () => {
  const shutdown = Object.assign(new Error('The server is in quiesce mode.'), { name: 'MongoServerError', code: 91 });
  const replies = [Promise.reject(shutdown), Promise.resolve({ ferretdbVersion: 'v1.24.2' })];
  const db = { command: () => replies.shift(), client: {} };
  await expect(ask(db)).resolves.toBe(undefined);
  await expect(ask(db)).rejects.toThrow(/the server is FerretDB v1\.24\.2/);
});
