import { describe, expect, it } from 'vitest';
import { mount, setCookies, type Handler } from '../test/mount.js';

/** Two servers with one store, and the cookie of a session there. */
async function twoServers() {
  const one = mount();
  const two = mount({ store: one.store });
  const first = await one.browser().visit(({ session }) => void (session.cart = { a: 1 }));
  const headers = { cookie: setCookies(first)[0]!.split(';')[0]! };
  const [browserOne, browserTwo] = [one.browser(), two.browser()];
  return {
    browser: () => one.browser(),
    onOne: (handler: Handler) => browserOne.visit(handler, { headers }),
    onTwo: (handler: Handler) => browserTwo.visit(handler, { headers }),
  };
}

describe('two requests at once, on two servers', () => {
  it('keep what both have changed', async () => {
    const { onOne, onTwo } = await twoServers();
    const slow = await onOne(async ({ session }) => {
      session.one = 1;
      session.cart.b = 2;
      await onTwo((request) => {
        request.session.two = 2;
        request.session.cart.c = 3;
        delete request.session.cart.a;
      });
    });
    expect(slow.status).toBe(200);
    const seen = await onOne(({ session }) => JSON.stringify(session));
    expect(JSON.parse(seen.text)).toMatchObject({ one: 1, two: 2, cart: { b: 2, c: 3 } });
    expect(seen.text).not.toContain('"a"');
  });

  it('do not bring back a session that one of them has ended', async () => {
    const { onOne, onTwo } = await twoServers();
    const slow = await onOne(async ({ session }) => {
      session.one = 1;
      await onTwo((request) => request.session.destroy());
    });
    expect([slow.status, setCookies(slow)]).toEqual([409, []]);
    expect((await onTwo(({ session }) => Object.keys(session).join())).text).toBe('cookie');
  });

  it('do not give a signed-in session back to the key from before the sign-in', async () => {
    const { onOne, onTwo } = await twoServers();
    let cookies: readonly string[] = [];
    const slow = await onOne(async ({ session }) => {
      session.one = 1;
      cookies = setCookies(await onTwo((request) => void (request.session.passport = { user: 'ann' })));
    });
    expect([cookies.length, setCookies(slow)]).toEqual([1, []]);
    expect((await onOne(({ session }) => JSON.stringify(session.passport))).text).toBe('');
  });

  it('keep a list that is edited after it was assigned', async () => {
    const { onOne, onTwo } = await twoServers();
    await onOne(async ({ session }) => {
      const list: string[] = (session.list = []);
      await onTwo((request) => void (request.session.two = 1));
      list.push('late');
    });
    expect((await onTwo(({ session }) => JSON.stringify(session.list))).text).toBe('["late"]');
  });
});

/** No `owner` is told, as in applications that keep a user's id in the session, and nothing else. */
describe('a login that regenerates the session of a guest, while others have its cookie', () => {
  const loginAs =
    (user: string): Handler =>
    async (request) => {
      await request.session.regenerate();
      request.session.user = user;
    };
  const heldBy = (response: Parameters<typeof setCookies>[0]) => ({
    headers: { cookie: String(setCookies(response)[0]).split(';')[0]! },
  });

  it('signs nobody in under the key of another login', async () => {
    const { onOne, onTwo, browser } = await twoServers();
    let planted: Awaited<ReturnType<typeof onTwo>>;
    const login = await onOne(async (request, response) => {
      planted = await onTwo(loginAs('mallory'));
      await loginAs('ann')(request, response);
    });
    const seen = await browser().visit(({ session }) => session.user, heldBy(planted!));
    const own = await browser().visit(({ session }) => session.user, heldBy(login));
    expect([seen.text, own.text]).toEqual(['mallory', 'ann']);
  });

  it('gets nothing that a request before it stores late', async () => {
    const { onOne, onTwo, browser } = await twoServers();
    let login: Awaited<ReturnType<typeof onTwo>>;
    const late = await onOne(async ({ session }) => {
      login = await onTwo(loginAs('ann'));
      session.count = 666;
    });
    expect(late.status).toBe(409);
    const seen = await browser().visit(({ session }) => JSON.stringify([session.user, session.count]), heldBy(login!));
    expect(seen.text).toBe('["ann",null]');
  });
});
