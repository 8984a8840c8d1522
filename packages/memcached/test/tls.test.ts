import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { newId, newRecord } from '@sess/conformance/records';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers, type MemcachedServersOptions } from '../src/memcache-client/index.js';
import { type Certificate, makeCertificate } from './self-made-certificate.js';
import { startMemcached, type TestedMemcached } from './start-memcached.js';

const timeoutMs = 1000;
let certificate: Certificate | undefined;
let server: TestedMemcached | undefined;

beforeAll(async () => {
  certificate = await makeCertificate('memcached over TLS');
  if (certificate) server = await startMemcached('memcached over TLS', { tls: certificate });
});
afterAll(async () => {
  await server?.stop();
  certificate?.remove();
});

async function withClient(options: MemcachedServersOptions, body: (client: MemcachedServers) => Promise<void>) {
  const client = new MemcachedServers({ timeoutMs, ...options });
  try {
    await body(client);
  } finally {
    await client.close();
  }
}

it('a client with tls works with a memcached whose certificate is trusted', async ({ skip }) => {
  if (!server || !certificate) return skip();
  const tls = { ca: certificate.certificate };
  await withClient({ servers: [`localhost:${server.address.port}`], tls }, async (client) => {
    const store = new MemcachedSessionStore(client);
    const id = newId();
    const record = newRecord({ payload: 'a'.repeat(200_000), owner: 'alice' });
    expect(await store.create(id, record)).toEqual({ status: 'written' });
    const { version, ...stored } = (await store.load(id))!;
    expect(stored).toEqual(record);
    const next = newRecord({ revision: 'next' });
    expect(await store.update(id, next, version)).toEqual({ status: 'written' });
    expect(await store.update(id, next, version)).toMatchObject({ status: 'conflict', current: { revision: 'next' } });
    expect(await store.delete(id)).toBe(true);
    expect(await store.load(id)).toBeUndefined();
  });
});

it('a memcached that requires client certificates accepts the given one', async () => {
  if (!certificate) return;
  const parameters = ['-o', `ssl_verify_mode=2,ssl_ca_cert=${certificate.certificateFile}`];
  const strict = await startMemcached('memcached that requires certificates', { tls: certificate, parameters });
  if (!strict) return;
  const servers = [`127.0.0.1:${strict.address.port}`];
  const { certificate: cert, key } = certificate;
  await withClient({ servers, tls: { ca: cert, cert, key } }, async (client) => {
    expect(await client.get('key')).toBeUndefined();
  });
  await withClient({ servers, tls: { ca: cert } }, async (client) => {
    await expect(client.get('key')).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
  });
  await strict.stop();
});

it('no command is sent to a server whose certificate is not trusted or has another name', async ({ skip }) => {
  if (!certificate) return skip();
  const received: string[] = [];
  const impostor = createServer({ cert: certificate.certificate, key: certificate.key }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => received.push(bytes.toString()));
  });
  impostor.on('tlsClientError', () => undefined);
  impostor.listen(0, '127.0.0.1');
  await once(impostor, 'listening');
  const servers = [`127.0.0.1:${(impostor.address() as AddressInfo).port}`];
  for (const tls of [true, { ca: certificate.certificate, servername: 'cache.example.com' }]) {
    await withClient({ servers, tls }, async (client) => {
      for (let round = 0; round < 3; round++) {
        await expect(client.add('key', Buffer.from('secret'), 1)).rejects.toMatchObject({
          name: 'StoreError',
          message: expect.stringMatching(/certificate|altnames/) as unknown,
        });
      }
    });
  }
  expect(received).toEqual([]);
  impostor.close();
});

it('calls reject in time if only one side uses TLS', async ({ skip }) => {
  if (!server) return skip();
  const plain = await startMemcached('memcached without TLS');
  if (!plain) return;
  const pairs = [
    { servers: [`127.0.0.1:${server.address.port}`] },
    { servers: [`127.0.0.1:${plain.address.port}`], tls: { rejectUnauthorized: false } },
  ];
  for (const options of pairs) {
    await withClient(options, async (client) => {
      await expect(client.get('key')).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
      await expect(client.get('key')).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
    });
  }
  plain.own.freeze();
  await withClient({ servers: [`127.0.0.1:${plain.address.port}`], tls: true }, async (client) => {
    await expect(client.get('key')).rejects.toMatchObject({
      message: expect.stringContaining('within 1000 ms') as unknown,
    });
  });
  plain.own.resume();
  await plain.stop();
});
