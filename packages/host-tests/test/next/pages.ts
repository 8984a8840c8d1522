import { randomBytes } from 'node:crypto';
import { CookieSessionStore } from '@sess/cookie';
import { StoreError } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { play, show, signIn } from './play.js';

const day = 86_400_000;

export function testPages(): void {
  describe('read in a Server Component of Next.js', () => {
    it('keeps a visitor signed in who only reads, without a cookie', () =>
      play({ render: show, act: signIn }, async ({ browser, time, calls }) => {
        await browser.submit();
        for (let visit = 0; visit < 3; visit++) {
          time.now += 10 * day;
          const { text, headers } = await browser.send('/stage/page');
          expect([text, headers.getSetCookie()]).toEqual(['alice empty', []]);
        }
        expect(calls.filter((verb) => verb === 'touch')).toHaveLength(3);
        time.now += 15 * day;
        expect((await browser.send('/stage/page')).text).toBe('guest empty');
      }));

    it('loads the session once for all components of a page', () =>
      play(
        {
          render: async ({ read }) => {
            const [first, second] = await Promise.all([read(), read()]);
            return `${first === second && first === (await read())}`;
          },
          act: signIn,
        },
        async ({ browser, calls }) => {
          await browser.submit();
          calls.length = 0;
          expect((await browser.send('/stage/page')).text).toBe('true');
          expect(calls).toEqual(['load']);
        },
      ));

    it('makes no store call for a visitor without a cookie, and none on a page that does not read', () =>
      play({ render: show, act: signIn }, async ({ browser, calls }, stage) => {
        await browser.send('/stage/page');
        expect(calls).toEqual([]);
        await browser.submit();
        calls.length = 0;
        stage.render = () => Promise.resolve('plain');
        expect((await browser.send('/stage/page')).text).toBe('plain');
        expect(calls).toEqual([]);
      }));

    it('returns no takeFlash, because a page could not store that: a flash message is peeked at', () =>
      play(
        {
          render: async ({ read }) => {
            const session = await read();
            return JSON.stringify([session.peekFlash('notice'), 'takeFlash' in session]);
          },
          act: ({ mutate }) => mutate((session) => session.flash('notice', 'Saved')),
        },
        async ({ browser }) => {
          await browser.submit();
          for (let visit = 0; visit < 2; visit++) {
            expect((await browser.send('/stage/page')).text).toBe('[&quot;Saved&quot;,false]');
          }
        },
      ));

    it('rejects with an error of another copy of core when the store is down, and reading is not "signed out"', () => {
      const errors: unknown[] = [];
      return play({ act: signIn }, async (scene, stage) => {
        await scene.browser.submit();
        scene.down = true;
        stage.render = ({ read, SessionError }) =>
          read().then(String, (error: unknown) => {
            errors.push(error, error instanceof (SessionError as typeof Error), SessionError === StoreError);
            return 'failed';
          });
        expect((await scene.browser.send('/stage/page')).text).toBe('failed');
        expect(errors).toEqual([expect.any(StoreError), true, false]);
      });
    });
  });

  describe('guard in proxy.ts of Next.js', () => {
    it('redirects who is not signed in, and lets others pass', () =>
      play(
        {
          render: show,
          act: signIn,
          decide: (session, Response) =>
            session.owner === undefined ? Response.redirect('http://localhost/sign-in') : Response.next(),
        },
        async ({ browser }) => {
          const { status, headers } = await browser.send('/stage/guarded');
          expect([status, headers.get('location')]).toEqual([307, 'http://localhost/sign-in']);
          expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['private', 'Cookie']);
          await browser.submit();
          expect(await browser.send('/stage/guarded')).toMatchObject({ status: 200, text: 'alice empty' });
        },
      ));

    it('keeps shared caches from storing a page that the build has rendered for everybody', () =>
      play(
        {
          act: signIn,
          decide: (session, Response) =>
            session.owner === undefined ? Response.redirect('http://localhost/sign-in') : Response.next(),
        },
        async ({ browser }) => {
          await browser.submit();
          const { text, headers } = await browser.send('/stage/guarded/static');
          // Next.js would send s-maxage of a year. It replaces our Vary by its own.
          expect([text, headers.get('cache-control')]).toEqual(['static', 'private']);
        },
      ));

    it('shows a new session to the page of the same request, and an action there keeps its cookie', () =>
      play(
        {
          render: show,
          decide: (session, Response) => {
            session.set('cart', 'apples');
            return Response.next();
          },
          act: ({ setCookie }) => setCookie('theme', 'dark'),
        },
        async ({ browser, sessions, calls }) => {
          expect(await browser.send('/stage/guarded')).toMatchObject({ text: 'guest apples' });
          expect(browser.cookies.size).toBe(1);
          browser.cookies.clear();
          // The form came without a cookie, so this request begins another session.
          expect(await browser.submit('/stage/guarded')).toMatchObject({ text: 'guest apples' });
          expect(browser.cookies.get('theme')).toBe('dark');
          expect((await sessions.read(browser.cookie, { secure: false })).get('cart')).toBe('apples');
          expect(calls.filter((verb) => verb === 'create')).toHaveLength(3);
        },
      ));

    it('responds with 503 and Retry-After when the store is down, and an error of its own stays one', () =>
      play({ act: signIn, decide: (_session, Response) => Response.next() }, async (scene, stage) => {
        const { browser } = scene;
        await browser.submit();
        scene.down = true;
        const { status, headers } = await browser.send('/stage/guarded');
        expect([status, headers.get('retry-after')]).toEqual([503, '5']);
        scene.down = false;
        stage.decide = () => Promise.reject(new Error('The proxy failed.'));
        expect((await browser.send('/stage/guarded')).status).toBe(500);
      }));
  });

  describe('a sealed store in Next.js', () => {
    const keys = [{ name: 'test', secret: randomBytes(32) }];

    it('works with mutate, read and route; only guard renews it, and the page sees the new cookie', () =>
      play(
        {
          render: show,
          act: signIn,
          handle: async ({ mutate }) => {
            await mutate((session) => void session.set('cart', 'apples'));
            return new Response('ok');
          },
          decide: (_session, Response) => Response.next(),
        },
        async ({ browser, time }) => {
          expect((await browser.submit()).text).toBe('alice empty');
          await browser.send('/stage/route', { method: 'POST' });
          const before = browser.cookie;
          time.now += 8 * day;
          expect(await browser.send('/stage/page')).toMatchObject({ text: 'alice apples' });
          expect(browser.cookie).toBe(before);
          expect(await browser.send('/stage/guarded')).toMatchObject({ text: 'alice apples' });
          expect(browser.cookie).not.toBe(before);
          time.now += 8 * day;
          expect(await browser.send('/stage/page')).toMatchObject({ text: 'alice apples' });
        },
        { store: new CookieSessionStore({ keys }) },
      ));
  });
}
