import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { useCountedShop } from './counted-shop.js';
import { Visitor } from './visitor.js';

const counting = useCountedShop();
const { calls } = counting;

/** Sends the cookie as raw bytes, because an HTTP client would refuse what an attacker can send. */
async function getWithCookie(cookie: string): Promise<string> {
  const socket = connect(counting.shop.port, '127.0.0.1');
  const headers = [`Host: 127.0.0.1:${counting.shop.port}`, 'Connection: close', `Cookie: ${cookie}`];
  socket.write(`GET /api/session HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`, 'latin1');
  return text(socket);
}

describe('a cookie that no shop has set', () => {
  it.each([
    ['empty', 'sid='],
    ['short', 'sid=abc'],
    ['one too short', `sid=${'a'.repeat(31)}`],
    ['one too long', `sid=${'a'.repeat(33)}`],
    ['of 5,000 characters', `sid=${'a'.repeat(5000)}`],
    ['in capitals', `sid=${'A'.repeat(32)}`],
    ['an id instead of a key', 'sid=0123456789abcdef0123456789abcdef01234567'],
    ['with a space', `sid=${'a'.repeat(15)} ${'a'.repeat(16)}`],
    ['with a tab', `sid=${'a'.repeat(15)}\t${'a'.repeat(16)}`],
    ['with bytes beyond ASCII', `sid=${'é'.repeat(32)}`],
    ['in quotes', `sid="${'a'.repeat(30)}"`],
    ['with a newline, encoded', `sid=${'a'.repeat(29)}%0A`],
    ['with a NUL, encoded', `sid=${'a'.repeat(29)}%00`],
    ['__proto__', 'sid=__proto__'],
    ['an operator of a database', 'sid={"$ne":null}'],
    ['no pairs', ';;;=;sid;='],
  ])('is an anonymous visit without a store call: %s', async (_what, cookie) => {
    const response = await getWithCookie(cookie);
    expect(response).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(response).not.toMatch(/^set-cookie:/im);
    expect(response).toMatch(/"isNew":true.*"keys":\[\]/);
    expect(calls).toEqual([]);
  });

  it.each([
    ['a control character', '\u0001'],
    ['a NUL', '\0'],
    ['a newline', '\n'],
  ])('%s is refused before it reaches the shop', async (_what, character) => {
    const response = await getWithCookie(`sid=${'a'.repeat(15)}${character}${'a'.repeat(16)}`);
    expect(response).toMatch(/^HTTP\/1.1 (400 |200 OK\r\n[^]*"isNew":true)/);
    expect(response).not.toMatch(/^set-cookie:/im);
    expect(calls).toEqual([]);
  });

  it('costs one load if it is well formed, and is not cleared', async () => {
    const response = await getWithCookie(`sid=${'a'.repeat(32)}`);
    expect(response).toMatch(/"isNew":true/);
    expect(response).not.toMatch(/^set-cookie:/im);
    expect(calls).toEqual(['load']);
  });

  it('costs a load for each if two are well formed', async () => {
    const response = await getWithCookie(`sid=${'a'.repeat(32)}; sid=${'b'.repeat(32)}`);
    expect(response).toMatch(/"isNew":true/);
    expect(response).not.toMatch(/^set-cookie:/im);
    expect(calls).toEqual(['load', 'load']);
  });
});

describe('a session of 10 MB', () => {
  it('gives an error page', async () => {
    const visitor = new Visitor(counting.shop.url);
    const response = await visitor.submit('/store/fill');
    expect(response.status).toBe(413);
    expect(response.headers.getSetCookie()).toEqual([]);
    const page = await response.text();
    expect(page).toContain('That is too much');
    expect(page).toMatch(/takes 104858\d\d bytes.*is 1048576/);
    expect(page).not.toContain('xxxx');
  });
});

describe('a form that this shop did not send', () => {
  it.each([
    ['does not say where it comes from', {}],
    ['comes from another origin', { origin: 'https://elsewhere.example' }],
    ['comes from another port', { origin: 'http://127.0.0.1:1' }],
    ['comes from an opaque origin', { origin: 'null' }],
    ['comes from another site', { 'sec-fetch-site': 'cross-site' }],
    ['comes from the same site, but another origin', { 'sec-fetch-site': 'same-site' }],
  ])('%s: is refused without any effect', async (_what, headers: Record<string, string>) => {
    const body = new URLSearchParams({ name: 'alice', password: 'alice' });
    const response = await fetch(`${counting.shop.url}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' });
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(calls).toEqual([]);
  });

  it.each([{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
    'with %o is accepted',
    async (headers) => {
      const body = new URLSearchParams({ name: 'alice', password: 'alice' });
      const response = await fetch(`${counting.shop.url}/sign-in`, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
      });
      expect(response.status).toBe(303);
    },
  );
});

describe('an invalid request', () => {
  it.each([
    ['GET', '/nowhere', 404],
    ['POST', '/cart/__proto__', 404],
    ['PUT', '/api/keys/a.b', 400],
    ['GET', '/api/keys/absent', 404],
    ['POST', '/api/slow?milliseconds=60000', 400],
    ['POST', '/api/slow?group=a&group=b', 400],
    ['POST', '/devices/%ff/sign-out', 400],
  ])('%s %s is %i', async (method, path, status) => {
    const response = await new Visitor(counting.shop.url).send(method, path);
    expect(response.status).toBe(status);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('with broken JSON is a 400', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await new Visitor(counting.shop.url).send('PUT', '/api/keys/a', { body: '{"a":', headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'ERROR' } });
  });

  it('cannot end a session of another user', async () => {
    const [alice, bob] = [new Visitor(counting.shop.url), new Visitor(counting.shop.url)];
    await alice.signIn('alice');
    await bob.signIn('bob');
    const { id } = await bob.session();
    for (const name of [id, '../../', 'a'.repeat(5000)]) {
      expect((await alice.submit(`/devices/${encodeURIComponent(String(name))}/sign-out`)).status).toBe(303);
    }
    expect(await bob.session()).toMatchObject({ owner: 'bob' });
  });

  it('with a wrong password and markup as the name is a 422', async () => {
    const response = await new Visitor(counting.shop.url).submit('/sign-in', { name: '"><script>', password: 'alice' });
    expect(response.status).toBe(422);
    expect(response.headers.getSetCookie()).toEqual([]);
    const page = await response.text();
    expect(page).toContain('Wrong name or password');
    expect(page).not.toContain('"><script>');
  });
});

it('a visitor who only reads pages costs no store call, and gets no cookie', async () => {
  for (const path of ['/', '/styles/base.css', '/pictures/cup.svg', '/sign-in', '/nowhere']) {
    const response = await new Visitor(counting.shop.url).get(path);
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  expect(calls).toEqual([]);
});

it('no page and no file contains a key, and the store page shows no payload', async () => {
  const visitor = new Visitor(counting.shop.url);
  await visitor.put('/api/keys/secret', 'only-in-the-payload');
  await visitor.signIn('carol', { remember: 'yes' });
  const key = visitor.cookie.split('=')[1] ?? '';
  expect(key).toHaveLength(32);
  const { id = '' } = await visitor.session();
  for (const path of ['/', '/devices', '/store', '/sign-in']) {
    const page = await (await visitor.get(path)).text();
    expect(page).not.toContain(key);
    expect(page).not.toContain('only-in-the-payload');
    if (path === '/store') expect(page).toContain(id);
  }
  const file = readFileSync(counting.shop.file);
  expect([file.includes(id), file.includes(key)]).toEqual([true, false]);
});
