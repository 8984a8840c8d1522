import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openShop } from '../src/open-shop.js';
import { openStore } from '../src/stores/stores.js';
import { useCountedShop } from './counted-shop.js';
import { Visitor } from './visitor.js';

const counting = useCountedShop();
const { calls } = counting;

/** Sends a POST with that Host header, which fetch would replace. */
async function postTo(host: string, port: number, path = '/api/session'): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const origin = `http://${host}`;
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  return text(socket);
}

// If another site's name resolves to 127.0.0.1, its pages have the same origin as the shop, and could read everything.
describe('a request for another host', () => {
  it.each([
    'elsewhere.example',
    'localhost.elsewhere.example:PORT',
    '127.0.0.1:1',
    'localhost',
    '127.0.0.1@evil:PORT',
    '',
  ])('such as %j is refused before anything else', async (host) => {
    for (const path of ['/api/counter', '/', '/styles/base.css']) {
      const response = await postTo(host.replace('PORT', String(counting.shop.port)), counting.shop.port, path);
      expect(response).toMatch(/^HTTP\/1.1 421 /);
      expect(response).toMatch(/^content-type: text\/plain/im);
      expect(response).toContain('SESS_HOSTS');
    }
    expect(calls).toEqual([]);
  });

  it.each(['localhost:PORT', '127.0.0.1:PORT', '[::1]:PORT'])('does not include a request for %s', async (host) => {
    expect(await postTo(host.replace('PORT', String(counting.shop.port)), counting.shop.port, '/api/counter')).toMatch(
      /^HTTP\/1.1 200 /,
    );
  });

  it('does not include a request for a host of the option hosts', async () => {
    const other = await openShop(await openStore('memory', { file: '' }), { port: 0, hosts: ['shop.example'] });
    expect(await postTo('shop.example', other.port, '/api/counter')).toMatch(/^HTTP\/1.1 200 /);
    expect(await postTo('elsewhere.example', other.port, '/api/counter')).toMatch(/^HTTP\/1.1 421 /);
    await other.close();
  });
});

describe('a body of more than 64 kB', () => {
  const nested = `${'['.repeat(8_000_000)}${']'.repeat(8_000_000)}`;

  it('is refused as JSON before it is parsed, and the session does not change', async () => {
    const visitor = new Visitor(counting.shop.url);
    await visitor.put('/api/keys/small', 'kept');
    calls.length = 0;
    const headers = { 'content-type': 'application/json' };
    const response = await visitor.send('PUT', '/api/keys/large', { body: nested, headers });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      error: { code: 'TOO_LARGE', message: expect.stringContaining('64 kB') as unknown },
    });
    expect(calls).toEqual([]);
    expect(await visitor.session()).toMatchObject({ keys: ['note:small'] });
  });

  it('is refused as a form, with a page', async () => {
    const response = await new Visitor(counting.shop.url).submit('/sign-in', {
      name: 'x'.repeat(70_000),
      password: 'y',
    });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('64 kB');
  });

  it('does not include one of 60 kB', async () => {
    expect((await new Visitor(counting.shop.url).put('/api/keys/fits', 'x'.repeat(60_000))).status).toBe(200);
  });
});
