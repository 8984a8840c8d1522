import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultyLine, memcachedProtocol } from '@sess/conformance/faults';
import { newId, newRecord } from '@sess/conformance/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { sendRaw } from './raw-memcached.js';
import { startScripted } from './scripted-server.js';
import { startMemcached } from './start-memcached.js';

// An unhandled rejection fails the run, so every test here also shows that there is none.

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const minute = 60;

describe('options', () => {
  it.each([
    [{}, /servers must be a list/],
    [{ servers: ['a'], server: 'a' }, /MemcachedServers\.server is not a known option. Did you mean servers/],
    [{ servers: ['a'], timeoutMs: 0 }, /timeoutMs must be a positive integer/],
    [{ servers: ['a'], timeoutMs: Infinity }, /timeoutMs/],
    [{ servers: ['a'], connectionsPerServer: 1.5 }, /connectionsPerServer/],
    [{ servers: ['a'], tls: 'yes' }, /tls must be/],
    [{ servers: ['a'], tls: null }, /tls must be/],
    [{ servers: ['a', 'b'], tls: { host: 'c' } }, /tls must not have host: the option servers has the addresses/],
    [{ servers: ['a'], tls: { ca: 'x', port: 1 } }, /tls must not have port/],
  ])('refuses %j', (options, message) => {
    expect(() => new MemcachedServers(options as never)).toThrow(message);
  });
});

it.each([
  [{}, 1],
  [{ connectionsPerServer: 3 }, 3],
])('opens as many connections as %j says', async (options, most) => {
  const scripted = await startScripted((request) => 'END\r\n'.repeat(request.match(/gets/g)!.length));
  const client = new MemcachedServers({ servers: [scripted.name], ...options });
  await Promise.all(Array.from({ length: 8 }, () => client.get('key')));
  expect(scripted.connections.size).toBe(most);
  await client.close();
  await scripted.close();
});

describe('a real memcached', () => {
  let server: Awaited<ReturnType<typeof startMemcached>>;
  let client: MemcachedServers | undefined;
  beforeAll(async () => {
    server = await startMemcached('the client for memcache-client');
    if (server) client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`] });
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  it('returns the result of each command', async ({ skip }) => {
    if (!client) return skip();
    expect(await client.get('a')).toBeUndefined();
    expect(await client.cas('a', bytes('0'), minute, '1')).toBe('notFound');
    expect(await client.delete('a')).toBe('notFound');
    expect(await client.add('a', bytes('1'), minute)).toBe('stored');
    expect(await client.add('a', bytes('2'), minute)).toBe('notStored');
    const first = (await client.get('a'))!;
    expect(Buffer.from(first.value).toString()).toBe('1');
    expect(await client.cas('a', bytes('3'), minute, first.cas)).toBe('stored');
    expect(await client.cas('a', bytes('4'), minute, first.cas)).toBe('exists');
    const second = (await client.get('a'))!;
    expect(Buffer.from(second.value).toString()).toBe('3');
    expect(BigInt(second.cas)).toBeGreaterThan(BigInt(first.cas));
    expect(await client.delete('a')).toBe('deleted');
    expect(await client.get('a')).toBeUndefined();
  });

  it('returns all bytes, an empty value, and values that look like a reply', async ({ skip }) => {
    if (!client) return skip();
    const values = [
      new Uint8Array(0),
      Uint8Array.from({ length: 256 }, (_, at) => at),
      bytes('\r\nEND\r\nVALUE b 0 1 1\r\nx\r\n'),
      new Uint8Array(500_000).fill(13),
    ];
    for (const [at, value] of values.entries()) {
      await client.add(`bytes-${at}`, value, minute);
      expect(Buffer.compare((await client.get(`bytes-${at}`))!.value, value)).toBe(0);
    }
  });

  it('expires values by exptime, so a value with -1 is absent at once', async ({ skip }) => {
    if (!client) return skip();
    expect(await client.add('dead', bytes('x'), -1)).toBe('stored');
    expect(await client.get('dead')).toBeUndefined();
  });

  it.each(['', 'a b', 'a\r\nflush_all', 'a\r\n', 'a\0', 'ä', 'a'.repeat(251), 'a\tb'])(
    'gets no command with the key %j, which memcache-client would send',
    async (key) => {
      if (!client) return;
      await client.add('guard', bytes('x'), 600);
      const calls = [
        () => client?.get(key),
        () => client?.add(key, bytes('x'), 1),
        () => client?.cas(key, bytes('x'), 1, '1'),
        () => client?.delete(key),
      ];
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await expect(client.cas('guard', bytes('x'), 1, '1\r\nflush_all')).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      expect(await client.get('guard')).toBeDefined();
    },
  );

  it.each([NaN, 1.5, 1e21, 2 ** 31, -2, '60\r\nflush_all'])(
    'gets no command with the exptime %j, after which it would execute the value',
    async (exptime) => {
      if (!client) return;
      await client.add('guard', bytes('x'), 600);
      const value = bytes('delete guard\r\n');
      for (const call of [
        () => client?.add('injected', value, exptime as number),
        () => client?.cas('injected', value, exptime as number, '1'),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      }
      expect(await client.get('guard')).toBeDefined();
    },
  );

  it('gets no command with a CAS id of more than 64 bits, after which it would execute the value', async ({ skip }) => {
    if (!client || !server) return skip();
    const value = bytes('delete guard\r\n');
    await client.add('guard', bytes('x'), 600);
    // Without the check, memcached executes the value.
    const injection = 'cas injected 0 60 14 18446744073709551616\r\ndelete guard\r\n\r\n';
    expect((await sendRaw(server.address, injection, /DELETED\r\n/)).toString()).toContain('CLIENT_ERROR');
    await client.add('guard', bytes('x'), 600);
    for (const cas of ['18446744073709551616', '99999999999999999999', '0', '01', '-1', '1.5']) {
      await expect(client.cas('injected', value, 60, cas)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    expect(await client.cas('injected', value, 60, '18446744073709551615')).toBe('notFound');
    const store = new MemcachedSessionStore(client);
    const payload = 'delete guard\r\n';
    const forged = '99999999999999999999:1:9000000000000';
    expect(await store.update(newId(), newRecord({ payload }), forged)).toEqual({ status: 'gone' });
    expect(await client.get('guard')).toBeDefined();
  });

  it('accepts the longest key', async ({ skip }) => {
    if (!client) return skip();
    const key = '~'.repeat(250);
    expect(await client.add(key, bytes('x'), minute)).toBe('stored');
    expect(await client.get(key)).toBeDefined();
  });

  it('returns its own result to each of a hundred concurrent calls', async ({ skip }) => {
    if (!client) return skip();
    const numbers = Array.from({ length: 100 }, (_, at) => at);
    await Promise.all(numbers.map((at) => client!.add(`many-${at}`, bytes(`value ${at}`), minute)));
    const items = await Promise.all(numbers.map((at) => client!.get(`many-${at}`)));
    expect(items.map((item) => Buffer.from(item!.value).toString())).toEqual(numbers.map((at) => `value ${at}`));
  });

  it('does not cause a timeout because this process was busy', async ({ skip }) => {
    if (!server) return skip();
    const shortTimeout = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`], timeoutMs: 1000 });
    await shortTimeout.get('warm');
    const result = shortTimeout.get('busy');
    for (const until = performance.now() + 2000; performance.now() < until;);
    expect(await result).toBeUndefined();
    await shortTimeout.close();
  });

  it('does not delay close, which rejects waiting and later calls', async ({ skip }) => {
    if (!server) return skip();
    const line = await FaultyLine.open(server.address, memcachedProtocol);
    const options = { servers: [`127.0.0.1:${line.port}`], timeoutMs: 30_000, connectionsPerServer: 1 };
    const closing = new MemcachedServers(options);
    await closing.get('warm');
    line.freeze();
    const settled = Promise.allSettled([closing.get('a'), closing.add('a', bytes('x'), 1)]);
    await closing.close();
    await closing.close();
    const [read, write] = await settled;
    expect(read).toMatchObject({ reason: { name: 'StoreError', outcome: 'not-applied' } });
    expect(write).toMatchObject({ reason: { name: 'StoreError', outcome: 'unknown' } });
    await expect(closing.get('a')).rejects.toMatchObject({ outcome: 'not-applied', message: /closed/ });
    await line.close();
  });

  it('with a password causes an error that says so, and its replies to the value are ignored', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sess-password-'));
    chmodSync(folder, 0o755);
    const file = join(folder, 'passwords');
    writeFileSync(file, 'user:password\n', { mode: 0o644 });
    const guarded = await startMemcached('a memcached with a password', { parameters: ['-Y', file] });
    if (!guarded) return;
    const names = [`127.0.0.1:${guarded.address.port}`];
    const withoutPassword = new MemcachedServers({ servers: names, connectionsPerServer: 1 });
    const calls = [withoutPassword.add('a', bytes('get a\r\nget a\r\nget a'), minute), withoutPassword.get('a')];
    const [write, read] = await Promise.allSettled(calls);
    expect(write).toMatchObject({
      reason: { outcome: 'not-applied', message: expect.stringMatching(/unauthenticated.*\(-Y\)/) as unknown },
    });
    expect(read).toMatchObject({ status: 'rejected', reason: { name: 'StoreError' } });
    await withoutPassword.close();
    await guarded.stop();
    rmSync(folder, { recursive: true });
  });

  it('with too few connections causes an error that says what to do, and works again later', async () => {
    const small = await startMemcached('a memcached with few connections', { parameters: ['-c', '30', '-t', '1'] });
    if (!small) return;
    const names = [`127.0.0.1:${small.address.port}`];
    const clients = Array.from({ length: 40 }, () => new MemcachedServers({ servers: names, timeoutMs: 1000 }));
    const results = await Promise.allSettled(clients.map((one) => one.get('a')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
      expect((reason as Error).message).toMatch(
        /raise its limit of connections \(-c\)|did not reply|cannot be reached/,
      );
    }
    await Promise.all(clients.map((one) => one.close()));
    const later = new MemcachedServers({ servers: names });
    await expect.poll(() => later.get('a').then(() => 'replied', String)).toBe('replied');
    await later.close();
    await small.stop();
  });
});
