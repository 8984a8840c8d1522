import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { useCountedShop } from './counted-shop.js';
import { Visitor } from './visitor.js';

const counting = useCountedShop();
const { calls } = counting;

/** Byte for byte: a client of HTTP would refuse to send what an attacker sends. */
async function getWithCookie(cookie: string): Promise<string> {
  const socket = connect(counting.shop.port, '127.0.0.1');
  socket.write(
    `GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:${counting.shop.port}\r\nConnection: close\r\nCookie: ${cookie}\r\n\r\n`,
    'latin1',
  );
  return text(socket);
}

describe('a cookie that no shop has given out', () => {
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
    ['no pair at all', ';;;=;sid;='],
  ])('%s, is an anonymous visit without a call of the store', async (_what, cookie) => {
    const answer = await getWithCookie(cookie);
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(answer).not.toMatch(/^set-cookie:/im);
    expect(answer).toMatch(/"isNew":true.*"keys":\[\]/);
    expect(calls).toEqual([]);
  });

  it.each([
    ['a control character', '\u0001'],
    ['a NUL', '\0'],
    ['a newline', '\n'],
  ])('%s is refused before it reaches the shop', async (_what, character) => {
    const answer = await getWithCookie(`sid=${'a'.repeat(15)}${character}${'a'.repeat(16)}`);
    expect(answer).toMatch(/^HTTP\/1.1 (400 |200 OK\r\n[^]*"isNew":true)/);
    expect(answer).not.toMatch(/^set-cookie:/im);
    expect(calls).toEqual([]);
  });

  it('but well formed costs one call, and clears nothing', async () => {
    const answer = await getWithCookie(`sid=${'a'.repeat(32)}`);
    expect(answer).toMatch(/"isNew":true/);
    expect(answer).not.toMatch(/^set-cookie:/im);
    expect(calls).toEqual(['load']);
  });

  it('but well formed, and there twice, costs a call for each', async () => {
    const answer = await getWithCookie(`sid=${'a'.repeat(32)}; sid=${'b'.repeat(32)}`);
    expect(answer).toMatch(/"isNew":true/);
    expect(answer).not.toMatch(/^set-cookie:/im);
    expect(calls).toEqual(['load', 'load']);
  });
});

describe('a session of 10 MB', () => {
  it('is a page that says so, where a page was asked for', async () => {
    const visitor = new Visitor(counting.shop.url);
    const answer = await visitor.submit('/store/fill');
    expect(answer.status).toBe(413);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const page = await answer.text();
    expect(page).toContain('That is too much');
    expect(page).toMatch(/takes 104858\d\d bytes.*is 1048576/);
    expect(page).not.toContain('xxxx');
  });
});

describe('a form that this shop did not show', () => {
  it.each([
    ['says nothing of where it comes from', {}],
    ['comes from another origin', { origin: 'https://elsewhere.example' }],
    ['comes from another port', { origin: 'http://127.0.0.1:1' }],
    ['comes from nowhere', { origin: 'null' }],
    ['comes from another site', { 'sec-fetch-site': 'cross-site' }],
    ['comes from a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('%s: refused, with nothing done', async (_what, headers: Record<string, string>) => {
    const body = new URLSearchParams({ name: 'alice', password: 'alice' });
    const answer = await fetch(`${counting.shop.url}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(calls).toEqual([]);
  });

  it.each([{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
    'is not one with %o',
    async (headers) => {
      const body = new URLSearchParams({ name: 'alice', password: 'alice' });
      const answer = await fetch(`${counting.shop.url}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' });
      expect(answer.status).toBe(303);
    },
  );
});

describe('what makes no sense', () => {
  it.each([
    ['GET', '/nowhere', 404],
    ['POST', '/cart/__proto__', 404],
    ['PUT', '/api/keys/a.b', 400],
    ['GET', '/api/keys/absent', 404],
    ['POST', '/api/slow?milliseconds=60000', 400],
    ['POST', '/api/slow?room=a&room=b', 400],
    ['POST', '/devices/%ff/sign-out', 400],
  ])('%s %s is %i', async (method, path, status) => {
    const answer = await new Visitor(counting.shop.url).send(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('is broken JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await new Visitor(counting.shop.url).send('PUT', '/api/keys/a', { body: '{"a":', headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'ERROR' } });
  });

  it('is a stranger’s session: ids end one’s own sessions only', async () => {
    const [alice, bob] = [new Visitor(counting.shop.url), new Visitor(counting.shop.url)];
    await alice.signIn('alice');
    await bob.signIn('bob');
    const { id } = await bob.session();
    for (const name of [id, '../../', 'a'.repeat(5000)]) {
      expect((await alice.submit(`/devices/${encodeURIComponent(String(name))}/sign-out`)).status).toBe(303);
    }
    expect(await bob.session()).toMatchObject({ owner: 'bob' });
  });

  it('is a wrong password, with markup for a name', async () => {
    const answer = await new Visitor(counting.shop.url).submit('/sign-in', { name: '"><script>', password: 'alice' });
    expect(answer.status).toBe(422);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const page = await answer.text();
    expect(page).toContain('do not belong together');
    expect(page).not.toContain('"><script>');
  });
});

it('who only looks costs nothing: no call of the store, no cookie', async () => {
  for (const path of ['/', '/styles/base.css', '/pictures/cup.svg', '/sign-in', '/nowhere']) {
    const answer = await new Visitor(counting.shop.url).get(path);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  expect(calls).toEqual([]);
});

it('no page shows a key, the file has none, and the store page shows no payload', async () => {
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
