import { randomBytes } from 'node:crypto';
import type { ErrorRequestHandler } from 'express';
import { afterEach, expect, it } from 'vitest';
import { CookieSessionStore, type CookieSessionStoreOptions } from '../src/index.js';
import { cookieHeader, received, ShopServer } from './shop-server.js';

const keys = [{ name: 'a', secret: randomBytes(32) }];
const open: ShopServer[] = [];

afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

async function serve(options: Partial<CookieSessionStoreOptions> = {}): Promise<ShopServer> {
  const server = new ShopServer(new CookieSessionStore({ keys, ...options }))
    .page('/', (session) => session.toObject())
    .page('/small', (session) => void session.set('visits', 1))
    .page('/long', (session) => void session.set('note', randomBytes(6000).toString('base64url')).set('visits', 1))
    .page('/longest', (session) => void session.set('note', 'n'.repeat(12_000)).set('cart', ['tea', 'c'.repeat(500)]))
    .page('/out', (session) => session.destroy());
  open.push(server);
  return server.open();
}

it('the cookie has one name on http and another on https, and neither is valid as the other', async () => {
  const server = await serve();
  const [secure, bare] = [
    await server.get('/small', undefined, 'https'),
    await server.get('/small', undefined, 'http'),
  ];
  expect(secure.cookies).toEqual([
    expect.stringMatching(/^__Host-sid=[\w-]+; .*Path=\/; .*HttpOnly; Secure; SameSite=Lax/),
  ]);
  expect(bare.cookies).toEqual([expect.stringMatching(/^sid=[\w-]+; .*Path=\/; .*HttpOnly; SameSite=Lax$/)]);
  expect((await server.get('/', cookieHeader(secure.cookies))).body).toBe('{"visits":1}');
  expect((await server.get('/', cookieHeader(bare.cookies), 'http')).body).toBe('{"visits":1}');
  const both = `${cookieHeader(bare.cookies)}; ${cookieHeader(secure.cookies)}`;
  for (const protocol of ['https', 'http']) expect((await server.get('/', both, protocol)).body).toBe('{"visits":1}');
  expect((await server.get('/', cookieHeader(bare.cookies))).body).toBe('{}');
  expect((await server.get('/', cookieHeader(secure.cookies), 'http')).body).toBe('{}');
  expect((await server.get('/', `__Host-${cookieHeader(bare.cookies)}`)).body).toBe('{}');
});

it('a long session is in several cookies with __Host-, which may come in any order', async () => {
  const server = await serve({ maxCookies: 4 });
  const { cookies } = await server.get('/long');
  expect(cookies.length).toBeGreaterThan(2);
  for (const [index, line] of cookies.entries()) {
    const name = index === 0 ? '__Host-sid=' : `__Host-sid.${index}=`;
    expect(line.startsWith(name)).toBe(true);
    expect(line).toMatch(/; Path=\/; .*HttpOnly; Secure; SameSite=Lax/);
    expect(line).not.toContain('Domain');
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4096);
  }
  const pieces = [...received(cookies)].map(([name, value]) => `${name}=${value}`);
  for (const order of [pieces, pieces.toReversed(), [pieces[1], 'theme=dark', pieces[0], ...pieces.slice(2)]]) {
    expect((await server.get('/', order.join('; '))).body).toContain('"visits":1');
  }
});

it('a piece that comes twice makes the session unreadable, and no cookie changes', async () => {
  const server = await serve({ maxCookies: 4 });
  const pieces = [...received((await server.get('/long')).cookies)].map(([name, value]) => `${name}=${value}`);
  for (const again of pieces) {
    const { body, cookies } = await server.get('/', [...pieces, again].join('; '));
    expect([body, cookies]).toEqual(['{}', []]);
  }
});

it('pieces that are no longer needed expire with the new cookie, and all of them at a sign-out', async () => {
  const server = await serve({ maxCookies: 4 });
  const long = received((await server.get('/long')).cookies);
  const header = [...long].map(([name, value]) => `${name}=${value}`).join('; ');
  server.page('/short', (session) => session.delete('note'));
  const shortened = await server.get('/short', header);
  const left = received(shortened.cookies, long);
  expect([...left.keys()]).toEqual(['__Host-sid']);
  expect((await server.get('/', cookieHeader(shortened.cookies, long))).body).toBe('{"visits":1}');
  const out = await server.get('/out', header);
  expect([...received(out.cookies, long).keys()]).toEqual([]);
  for (const line of [...shortened.cookies, ...out.cookies]) expect(line).toMatch(/; Path=\/; .*Secure/);
});

it('a session that is too large causes an error with its largest keys, before anything is sent', async () => {
  const server = await serve();
  const errors: unknown[] = [];
  const handleError: ErrorRequestHandler = (error, _request, response, _next) => {
    errors.push(error);
    const { status, message } = error as { status: number; message: string };
    response.status(status).send(message);
  };
  const before = cookieHeader((await server.get('/small')).cookies);
  // Express's own error handler takes the error's status.
  const byExpress = await server.get('/longest', before);
  expect([byExpress.status, byExpress.cookies]).toEqual([413, []]);
  server.app.use(handleError);
  const byHandler = await server.get('/longest', before);
  expect([byHandler.status, byHandler.cookies]).toEqual([413, []]);
  expect(byHandler.body).toMatch(
    /^The session takes \d+ bytes.*Largest keys: "note" \(12011 characters\), "cart" \(\d+ characters\), "visits"/,
  );
  expect(byHandler.body).not.toMatch(/nnnn|tea/);
  expect(errors).toEqual([expect.objectContaining({ name: 'SessionTooLargeError', code: 'TOO_LARGE', status: 413 })]);
  expect((await server.get('/', before)).body).toBe('{"visits":1}');
});
