import { describe, expect, it } from 'vitest';
import { readHandshake } from './handshake.js';

const node = (encrypted: boolean, headers: Record<string, string> = {}) => ({ headers, socket: { encrypted } });
const plain = new Request('http://shop.example/', {
  headers: { origin: 'https://shop.example', host: 'shop.example' },
});

describe('a handshake', () => {
  it.each([
    ['an encrypted connection', node(true), true],
    ['a connection without TLS', node(false), false],
    ['a fetch request by https', new Request('https://shop.example/'), true],
    ['a fetch request by wss', { headers: new Headers(), url: 'wss://shop.example/' }, true],
    ['a fetch request by http', plain, false],
  ])('came by HTTPS as its connection says: %s', (_what, request, secure) => {
    expect(readHandshake(request, undefined).facts.secure).toBe(secure);
    for (const told of [true, false]) expect(readHandshake(request, told).facts.secure).toBe(told);
  });

  it('has the cookies of the request, if there are any', () => {
    const headers = { cookie: 'sid=1; other=2' };
    for (const request of [node(true, headers), { headers: new Headers(headers), url: 'https://shop.example/' }])
      expect(readHandshake(request, undefined).cookieHeader).toBe('sid=1; other=2');
    for (const request of [node(true), plain]) expect(readHandshake(request, undefined).cookieHeader).toBeUndefined();
  });

  it('is read although a client has sent a header named get', () => {
    expect(readHandshake(node(true, { get: 'x', cookie: 'sid=1' }), undefined).cookieHeader).toBe('sid=1');
  });

  it('reports a proxy that ends TLS, if nobody has said so', () => {
    const behind = node(false, { 'x-forwarded-proto': 'https' });
    expect(readHandshake(behind, undefined).facts.untrustedForwarding).toBe(true);
    expect(readHandshake(behind, true).facts.untrustedForwarding).toBe(false);
  });
});
