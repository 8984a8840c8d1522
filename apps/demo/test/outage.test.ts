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
  // What the shop tells its log is not what these tests are about.
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

/** A connection of somebody else's. */
function otherConnection(): PrismaClient {
  const other = new PrismaClient({ adapter: new ReconnectingLibSql({ url: `file:${shop.file}`, timeout: 100 }) });
  others.push(other);
  return other;
}

async function expectUnavailable(answer: Response, type: 'html' | 'json'): Promise<void> {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(answer.headers.getSetCookie()).toEqual([]);
  if (type === 'json') expect(await answer.json()).toMatchObject({ error: { code: 'STORE' } });
  else expect(await answer.text()).toContain('You are not signed out');
}

/** The shop works again, and what it says is stored is in the file: another connection sees it. */
async function expectRecovered(count: number): Promise<void> {
  const answer = await visitor.send('POST', '/api/counter');
  expect([answer.status, await answer.json()]).toEqual([200, { counter: count }]);
  const { id = '', owner } = await visitor.session();
  expect(owner).toBe('alice');
  const row = await otherConnection().session.findUnique({ where: { id } });
  expect(JSON.parse(row?.payload ?? '{}')).toMatchObject({ data: { counter: count } });
}

describe('while the file is locked', () => {
  it('for everybody, both reading and writing are 503, and both work again afterwards', async () => {
    const other = otherConnection();
    await other.$executeRawUnsafe('BEGIN EXCLUSIVE');
    await expectUnavailable(await visitor.get('/devices'), 'html');
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    await expectUnavailable(await new Visitor(shop.url).signIn('bob'), 'html');
    await other.$executeRawUnsafe('ROLLBACK');
    await expectRecovered(1);
    await expectRecovered(2);
  });

  it('for writers, reading goes on, writing is 503, and works again afterwards', async () => {
    const other = otherConnection();
    await other.$executeRawUnsafe('BEGIN IMMEDIATE');
    expect((await visitor.get('/api/session')).status).toBe(200);
    await expectUnavailable(await visitor.submit('/cart/cup', { change: '1' }), 'html');
    await other.$executeRawUnsafe('ROLLBACK');
    await expectRecovered(1);
  });

  it('for a moment, nobody notices', async () => {
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
  it('is moved away, what would be stored is 503, and it is stored again when the file is back', async () => {
    renameSync(shop.file, `${shop.file}.away`);
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    await expectUnavailable(await new Visitor(shop.url).signIn('bob'), 'html');
    renameSync(`${shop.file}.away`, shop.file);
    await expectRecovered(1);
  });

  it('is unreadable, everything is 503, and works again when it can be read', async () => {
    const good = readFileSync(shop.file);
    writeFileSync(shop.file, 'this is no database '.repeat(1000));
    await expectUnavailable(await visitor.get('/'), 'html');
    await expectUnavailable(await visitor.get('/store'), 'html');
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    writeFileSync(shop.file, good);
    await expectRecovered(1);
  });

  it('is replaced by a copy, the shop finds the copy', async () => {
    copyFileSync(shop.file, `${shop.file}.copy`);
    rmSync(shop.file);
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    renameSync(`${shop.file}.copy`, shop.file);
    await expectUnavailable(await visitor.send('POST', '/api/counter'), 'json');
    await expectRecovered(1);
  });
});
