import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { requestFactsOf } from './request-facts-of.js';

/** The parts of a request that are read. `session-middleware.test.ts` and `test/node` use real requests. */
function request(parts: {
  headers?: IncomingHttpHeaders;
  encrypted?: boolean;
  secure?: boolean;
  scheme?: string;
  method?: string;
}): IncomingMessage {
  const { headers = {}, encrypted, method = 'GET', ...framework } = parts;
  return {
    headers,
    method,
    socket: encrypted === undefined ? {} : { encrypted },
    ...framework,
  } as unknown as IncomingMessage;
}

describe('requestFactsOf', () => {
  it.each([
    ['a plain connection', {}, false],
    ['an encrypted connection', { encrypted: true }, true],
    ['Express, even if the connection is plain', { secure: true }, true],
    ['Express, even if the connection is encrypted', { secure: false, encrypted: true }, false],
    ['the scheme of http2', { scheme: 'https' }, true],
    ['the scheme of http2 without encryption', { scheme: 'http' }, false],
  ])('reads secure from %s', (_name, parts, secure) => {
    expect(requestFactsOf(request(parts), undefined).secure).toBe(secure);
  });

  it('asks isSecure before anything else', () => {
    const trusting = request({ secure: true, encrypted: true, headers: { 'x-forwarded-proto': 'https' } });
    const isSecure = (given: unknown): boolean => given !== trusting;
    expect(requestFactsOf(trusting, isSecure)).toMatchObject({ secure: false, untrustedForwarding: true });
    expect(requestFactsOf(request({}), isSecure)).toMatchObject({ secure: true, untrustedForwarding: false });
  });

  it.each<[IncomingHttpHeaders, boolean]>([
    [{}, false],
    [{ 'x-forwarded-proto': 'https' }, true],
    [{ 'x-forwarded-proto': 'HTTPS, http' }, true],
    [{ 'x-forwarded-proto': 'http, https' }, false],
    [{ 'x-forwarded-proto': 'http' }, false],
    [{ forwarded: 'for=192.0.2.1;proto=https' }, true],
    [{ forwarded: 'proto="https"; for=192.0.2.1, proto=http' }, true],
    [{ forwarded: 'for=192.0.2.1;Proto=HTTPS' }, true],
    [{ forwarded: 'for=192.0.2.1;proto=http, proto=https' }, false],
    [{ forwarded: 'for="https";by=proto=https' }, false],
    [{ 'x-forwarded-ssl': 'on' }, true],
    [{ 'x-forwarded-ssl': 'off' }, false],
    [{ 'x-forwarded-scheme': 'https' }, true],
    [{ 'front-end-https': 'on' }, true],
    [{ 'cloudfront-forwarded-proto': 'https' }, true],
    // The headers of a browser, behind a proxy that sends none.
    [{ host: 'shop.example', origin: 'https://shop.example' }, true],
    [{ host: 'Shop.example', referer: 'https://shop.example/cart' }, true],
    [{ host: 'shop.example', origin: 'https://pay.example' }, false],
    [{ host: 'shop.example', referer: 'https://shop.example.org/' }, false],
    [{ host: 'shop.example', origin: 'http://shop.example' }, false],
    [{ origin: 'https://' }, false],
  ])('detects whether the headers %o say that a proxy uses HTTPS', (headers, untrustedForwarding) => {
    expect(requestFactsOf(request({ headers }), undefined).untrustedForwarding).toBe(untrustedForwarding);
    expect(requestFactsOf(request({ headers, encrypted: true }), undefined).untrustedForwarding).toBe(false);
  });

  it('recognizes a prefetch', () => {
    expect(requestFactsOf(request({ headers: { 'x-sec-purpose': 'prefetch' } }), undefined).prefetch).toBe(true);
    expect(requestFactsOf(request({ headers: {} }), undefined).prefetch).toBe(false);
  });

  it('returns the method', () => {
    expect(requestFactsOf(request({ method: 'OPTIONS' }), undefined).method).toBe('OPTIONS');
  });
});
