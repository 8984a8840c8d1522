import { createSecretKey } from 'node:crypto';
import cookieParser from 'cookie-parser';
import { sign } from 'cookie-signature';
import { expect, it } from 'vitest';
import { mount, setCookies, usual } from '../test/mount.js';
import { otherPairs } from './request-cookies.js';

/** A session with data, and its signed cookie. */
async function stored(secret: string = usual.secret) {
  const mounted = mount({ secret });
  const response = await mounted.browser().visit(({ session }) => void (session.user = 'ann'));
  const [pair = ''] = setCookies(response)[0]!.split(';');
  const value = decodeURIComponent(pair.slice('connect.sid='.length));
  return { ...mounted, pair, value, key: value.slice(2, value.lastIndexOf('.')) };
}

it('reads the cookie that it has signed', async () => {
  const { browser, pair, key } = await stored();
  expect(key).toMatch(/^[a-z0-9]{32}$/);
  const { text } = await browser().visit(({ session }) => session.user, { headers: { cookie: `a=1; ${pair}; b=2` } });
  expect(text).toBe('ann');
});

it.each([
  [49, 'ann'],
  [50, 'nobody'],
])('beside %i others of its name, each of which takes time, is that of %s', async (count, user) => {
  const { browser, pair } = await stored();
  const others = Array.from({ length: count }, (_, index) => `connect.sid=s:${index}.x`);
  const cookie = [...others, pair].join('; ');
  const { text } = await browser().visit(({ session }) => session.user ?? 'nobody', { headers: { cookie } });
  expect(text).toBe(user);
});

it.each([
  ['without a signature', (key: string) => `connect.sid=${key}`],
  ['with a prefix and no signature', (key: string) => `connect.sid=s:${key}`],
  ['signed with another secret', (key: string) => `connect.sid=${encodeURIComponent(`s:${sign(key, 'other')}`)}`],
  ['under the name that core uses', (key: string) => `sid=${key}; __Host-sid=${key}`],
  ['with an escape that cannot be decoded', (key: string) => `connect.sid=%E0%A4%A; sid=${key}`],
])('ignores a key %s', async (_how, cookieFor) => {
  const { browser, key, store } = await stored();
  let loads = 0;
  const { load } = store;
  store.load = (...given) => (loads++, load.apply(store, given));
  const { text } = await browser().visit(({ session }) => session.user ?? 'nobody', {
    headers: { cookie: cookieFor(key) },
  });
  expect([text, loads]).toEqual(['nobody', 0]);
});

it('accepts every secret and signs with the first', async () => {
  const { store, pair } = await stored('old');
  const { browser } = mount({ secret: ['new', 'old'], store });
  const user = browser();
  const known = await user.visit(({ session }) => session.user, { headers: { cookie: pair } });
  expect(known.text).toBe('ann');
  const other = await user.visit(({ session }) => session.regenerate().then(() => {}), { headers: { cookie: pair } });
  expect(setCookies(other)).toEqual([expect.stringContaining('connect.sid=;')]);

  const created = await user.visit(({ session }) => void (session.user = 'bob'));
  const [cookie = ''] = setCookies(created)[0]!.split(';');
  const onlyNew = mount({ secret: 'new', store }).browser();
  expect((await onlyNew.visit(({ session }) => session.user, { headers: { cookie } })).text).toBe('bob');
});

it('signs with a buffer or a key object', async () => {
  for (const secret of [Buffer.from([0, 255, 7]), createSecretKey(Buffer.from([0, 255, 7]))]) {
    const user = mount({ secret }).browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    expect((await user.visit(({ session }) => session.user)).text).toBe('ann');
  }
});

it('uses the secret of cookie-parser, and says what is missing without any', async () => {
  const user = mount({ secret: undefined }, (app) => app.use(cookieParser('parser'))).browser();
  await user.visit(({ session }) => void (session.user = 'ann'));
  expect((await user.visit(({ session }) => session.user)).text).toBe('ann');

  const nobody = await mount({ secret: undefined })
    .browser()
    .visit(() => 'never');
  expect([nobody.status, nobody.text]).toEqual([500, expect.stringContaining('a secret is required')]);
});

it.each(['signedCookies', 'cookies'] as const)('reads what something else has put into req.%s', async (where) => {
  const { store, value, key } = await stored();
  const user = mount({ store }, (app) =>
    app.use((request, _response, next) => {
      Reflect.set(request, where, { 'connect.sid': where === 'cookies' ? value : key });
      next();
    }),
  ).browser();
  expect((await user.visit(({ session }) => session.user)).text).toBe('ann');
});

it('finds the live session among several cookies of its name', async () => {
  const { browser, pair, key } = await stored();
  const dead = `connect.sid=${encodeURIComponent(`s:${sign(key.replace(/./g, 'a'), usual.secret)}`)}`;
  const forged = `connect.sid=${encodeURIComponent(`s:${sign(key, 'other')}`)}`;
  for (const cookie of [`${dead}; ${pair}`, `${forged}; ${pair}`, `${pair}; ${dead}`])
    expect((await browser().visit(({ session }) => session.user, { headers: { cookie } })).text).toBe('ann');
});

it('passes on the other pairs of a header, and keeps blanks of other languages in names', () => {
  expect(otherPairs('a=1;sid=2;\u00a0sid=3;b; __Host-sid =4;c="x"', ['__Host-sid', 'sid'])).toEqual([
    'a=1',
    '\u00a0sid=3',
    'b',
    'c="x"',
  ]);
  expect(otherPairs(undefined, ['sid'])).toEqual([]);
});
