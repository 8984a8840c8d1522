import { describe, expect, it } from 'vitest';
import type { Tools } from '../hosts/next-stage.js';
import { play, signIn } from './play.js';

const paths = ['/stage/route', '/stage/plain'];
const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1' };

export function testRoutes(): void {
  describe('a route handler of Next.js', () => {
    it.each(paths)('stores what mutate does, and sets one cookie: %s', (path) =>
      play(
        {
          handle: async (tools) => {
            await signIn(tools);
            await tools.mutate((session) => void session.set('cart', 'apples'));
            await tools.setCookie('theme', 'dark');
            return new Response('ok', { headers: { 'set-cookie': 'language=en' } });
          },
        },
        async ({ browser, sessions, calls }) => {
          const { headers } = await browser.send(path, form);
          const names = headers.getSetCookie().map((line) => line.split('=')[0]);
          expect(new Set(names)).toEqual(new Set(['language', 'sid', 'theme']));
          expect(names).toHaveLength(3);
          const session = await sessions.read(browser.cookie, { secure: false });
          expect([session.owner, session.get('cart')]).toEqual(['alice', 'apples']);
          expect(calls.filter((verb) => verb === 'create')).toHaveLength(1);
        },
      ),
    );

    it('with route has one session, by sessions.get(request) and by mutate', () =>
      play({}, async ({ browser, sessions, calls }, stage) => {
        stage.handle = async ({ mutate }, request) => {
          const session = await sessions.get(request);
          session.set('cart', 'apples');
          return Response.json(await mutate((same) => [same === session, same.get('cart')]));
        };
        expect((await browser.send('/stage/route', form)).text).toBe('[true,"apples"]');
        expect(calls).toEqual(['create']);
      }));

    it.each([
      ['redirect()', ({ redirect }: Tools) => redirect('/welcome'), 303],
      ['permanentRedirect()', ({ permanentRedirect }: Tools) => permanentRedirect('/welcome'), 303],
      ['notFound()', ({ notFound }: Tools) => notFound(), 404],
      ['forbidden()', ({ forbidden }: Tools) => forbidden(), 403],
      ['unauthorized()', ({ unauthorized }: Tools) => unauthorized(), 401],
    ])('with route stores the changes and sets the cookie when %s leaves it', (_name, leave, status) =>
      play({}, async ({ browser, sessions }, stage) => {
        stage.handle = async (tools, request) => {
          const session = await sessions.get(request);
          session.signIn('alice');
          return leave(tools);
        };
        const { status: sent, headers } = await browser.send('/stage/route', form);
        expect([sent, headers.get('location')]).toEqual([status, status === 303 ? '/welcome' : null]);
        expect((await sessions.read(browser.cookie, { secure: false })).owner).toBe('alice');
      }),
    );

    it('without route gets no cookie after notFound(), because Next.js leaves it out: use route', () =>
      play(
        {
          handle: async (tools) => {
            await signIn(tools);
            return tools.notFound();
          },
        },
        async ({ browser }) => {
          expect([(await browser.send('/stage/plain', form)).status, browser.cookie]).toEqual([404, '']);
          expect([(await browser.send('/stage/route', form)).status, browser.cookies.size]).toEqual([404, 1]);
        },
      ));

    it.each(paths)('redirects a form by GET, and other requests as they came: %s', (path) =>
      play({ handle: ({ redirect }) => redirect('/welcome') }, async ({ browser }) => {
        const statuses = [form, { method: 'POST' }].map(async (init) => (await browser.send(path, init)).status);
        expect(await Promise.all(statuses)).toEqual([303, 307]);
      }),
    );

    it('with route responds with 503 when the store is down, also if mutate is the first to load', () =>
      play({ handle: (tools) => signIn(tools).then(() => new Response('ok')) }, async (scene) => {
        scene.down = true;
        const { status, headers } = await scene.browser.send('/stage/route', form);
        expect([status, headers.get('retry-after'), headers.getSetCookie()]).toEqual([503, '5', []]);
      }));

    it.each(paths)('drops the changes when it throws: %s', (path) =>
      play(
        {
          handle: ({ mutate }) =>
            mutate((session) => {
              session.signIn('alice');
              throw new Error('The handler failed.');
            }),
        },
        async ({ browser, calls }) => {
          expect((await browser.send(path, form)).status).toBe(500);
          expect([browser.cookie, calls]).toEqual(['', []]);
        },
      ),
    );

    it('has the cookie of HTTPS if X-Forwarded-Proto says so, which Next.js sets itself unless a proxy did', () =>
      play({ handle: (tools) => signIn(tools).then(() => new Response('ok')) }, async ({ browser }, stage) => {
        stage.decide = (session, Answer) => {
          session.signIn('alice');
          return Answer.redirect('http://localhost/');
        };
        for (const path of [...paths, '/stage/guarded']) {
          for (const [protocol, expected] of [
            ['https', /^__Host-sid=.*Secure/],
            ['http', /^sid=(?!.*Secure)/],
          ] as const) {
            const headers = { ...form.headers, ...(protocol === 'https' && { 'x-forwarded-proto': protocol }) };
            const [line] = (await browser.send(path, { ...form, headers })).headers.getSetCookie();
            expect(line).toMatch(expected);
            browser.cookies.clear();
          }
        }
      }));
  });

  describe('the Pages Router of Next.js', () => {
    it('counts visits in an API route with withSession, and responds with 503 when the store is down', () =>
      play({}, async (scene) => {
        const { browser } = scene;
        expect((await browser.send('/api/visits')).text).toBe('Visit 1');
        expect((await browser.send('/api/visits')).text).toBe('Visit 2');
        scene.down = true;
        const { status, headers } = await browser.send('/api/visits');
        expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      }));
  });
}
