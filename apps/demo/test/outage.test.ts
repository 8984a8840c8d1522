import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { ReconnectingLibSql } from '@sess/prisma/libsql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PrismaClient } from '../generated/client.js';
import { openTestShop, type TestShop } from './open-test-shop.js';
import { Visitor } from './visitor.js';

let shop: TestShop;
let visitor: Visitor;
const others: PrismaClient[] = [];

beforeEach(async () => {
  // The shop logs the errors that these tests cause.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  shop = await openTestShop();
  visitor = new Visitor(shop.url);
  await visitor.signIn('alice');
});
afterEach(async () => {
  await Promise.all(others.splice(0).map((other) => other.$disconnect()));
  await shop.close();
  vi.restoreAllMocks();
});

/** Opens another connection to the file. */
function otherConnection(): PrismaClient {
  const other = new PrismaClient({ adapter: new ReconnectingLibSql({ url: `file:${shop.file}`, timeout: 100 }) });
  others.push(other);
  return other;
}

async function expectUnavailable(response: Response, type: 'html' | 'json'): Promise<void> {
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(response.headers.getSetCookie()).toEqual([]);
  if (type === 'json') expect(await response.json()).toMatchObject({ error: { code: 'STORE' } });
  else expect(await response.text()).toContain('You are not signed out');
}

/** Checks that the shop works again, and that another connection sees what it stored. */
async function expectRecovered(count: number): Promise<void> {
  const response = await visitor.send('POST', '/api/counter');
  expect([response.status, await response.json()]).toEqual([200, { counter: count }]);
  const { id = '', owner } = await visitor.session();
  expect(owner).toBe('alice');
  const row = await otherConnection().session.findUnique({ where: { id } });
  expect(JSON.parse(row?.payload ?? '{}')).toMatchObject({ data: { counter: count } });
}

describe('while the file is locked', () => {
  it('exclusively, requests get a 503, and succeed afterwards', async () => {
    const other = otherConnection();
    await other.$executeRawUnsafe('BEGIN EXCLUSIVE');
    await expectUnavailable(await visitor.get('/devices'), 'html');
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    await expectUnavailable(await new Visitor(shop.url).signIn('bob'), 'html');
    await other.$executeRawUnsafe('ROLLBACK');
    await expectRecovered(1);
    await expectRecovered(2);
  });

  it('for writing, reads succeed, and writes get a 503 and succeed afterwards', async () => {
    const other = otherConnection();
    await other.$executeRawUnsafe('BEGIN IMMEDIATE');
    expect((await visitor.get('/api/session')).status).toBe(200);
    await expectUnavailable(await visitor.submit('/cart/cup', { change: '1' }), 'html');
    await other.$executeRawUnsafe('ROLLBACK');
    await expectRecovered(1);
  });

  it('for a moment, requests succeed', async () => {
    const other = otherConnection();
    await other.$executeRawUnsafe('BEGIN EXCLUSIVE');
    const waiting = visitor.send('POST', '/api/counter');
    await setTimeout(50);
    await other.$executeRawUnsafe('ROLLBACK');
    expect((await waiting).status).toBe(200);
    await expectRecovered(2);
  });
});

describe('while the file', () => {
  it('is moved away, writes get a 503, and succeed when it is back', async () => {
    renameSync(shop.file, `${shop.file}.away`);
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    await expectUnavailable(await new Visitor(shop.url).signIn('bob'), 'html');
    renameSync(`${shop.file}.away`, shop.file);
    await expectRecovered(1);
  });

  it('is unreadable, requests get a 503, and succeed when it is readable', async () => {
    const good = readFileSync(shop.file);
    writeFileSync(shop.file, 'this is not a database '.repeat(1000));
    await expectUnavailable(await visitor.get('/'), 'html');
    await expectUnavailable(await visitor.get('/store'), 'html');
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    writeFileSync(shop.file, good);
    await expectRecovered(1);
  });

  it('is replaced by a copy, the shop uses the copy', async () => {
    copyFileSync(shop.file, `${shop.file}.copy`);
    rmSync(shop.file);
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    renameSync(`${shop.file}.copy`, shop.file);
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    await expectRecovered(1);
  });
});
