import { describe, expect, it } from 'vitest';
import type { Tools } from '../hosts/next-stage.js';
import { play, show, signIn } from './play.js';

type Leave = (tools: Tools) => never;

// To a form that was sent without JavaScript, Next.js responds with 404 in all three cases.

const leavings: readonly (readonly [name: string, leave: Leave, status: number])[] = [
  ['redirect()', ({ redirect }) => redirect('/welcome'), 303],
  ['permanentRedirect()', ({ permanentRedirect }) => permanentRedirect('/welcome'), 303],
  ['notFound()', ({ notFound }) => notFound(), 404],
  ['forbidden()', ({ forbidden }) => forbidden(), 404],
  ['unauthorized()', ({ unauthorized }) => unauthorized(), 404],
];

export function testActions(): void {
  describe('mutate in a Server Action of Next.js', () => {
    it('changes what the page of the same request reads, which the headers of the request do not have', () =>
      play({ render: show }, async ({ browser }, stage) => {
        expect((await browser.send('/stage/page')).text).toBe('guest empty');
        const seen: string[] = [];
        stage.act = async (tools) => {
          seen.push(await show(tools));
          await signIn(tools);
          seen.push(await show(tools));
        };
        expect(await browser.submit()).toMatchObject({ status: 200, text: 'alice empty' });
        expect(seen).toEqual(['guest empty', 'alice empty']);
        expect((await browser.send('/stage/page')).text).toBe('alice empty');
      }));

    it('changes it, too, when JavaScript calls the action, if that sets a cookie or calls refresh()', () =>
      play({ render: show, act: signIn }, async ({ browser }, stage) => {
        expect((await browser.call()).text).toContain('alice empty');
        stage.act = ({ mutate }) => mutate((session) => void session.set('cart', 'apples'));
        expect((await browser.call()).text).not.toContain('alice');
        stage.act = async ({ mutate, refresh }) => {
          await mutate((session) => void session.set('cart', 'pears'));
          refresh();
        };
        expect((await browser.call()).text).toContain('alice pears');
      }));

    it('sets a cookie that lives as long as the session may', () =>
      play({ act: signIn }, async ({ browser }) => {
        const { headers } = await browser.submit();
        const [line = ''] = headers.getSetCookie();
        expect(line).toMatch(/^sid=[a-z0-9]{32}; Path=\/; .*Max-Age=7776000; HttpOnly; SameSite=lax$/);
      }));

    it.each(leavings)('stores the changes and sets the cookie when %s leaves it', (_name, leave, status) =>
      play(
        {
          render: show,
          act: (tools) =>
            tools.mutate((session) => {
              session.signIn('alice');
              leave(tools);
            }),
        },
        async ({ browser, sessions }) => {
          expect((await browser.submit()).status).toBe(status);
          expect((await sessions.read(browser.cookie, { secure: false })).owner).toBe('alice');
        },
      ),
    );

    it('stores them before redirect() is called outside of it', () =>
      play(
        {
          act: async (tools) => {
            await signIn(tools);
            tools.redirect('/welcome');
          },
        },
        async ({ browser, sessions }) => {
          const { status, headers } = await browser.submit();
          expect([status, headers.get('location')]).toEqual([303, expect.stringMatching(/\/welcome$/)]);
          expect((await sessions.read(browser.cookie, { secure: false })).owner).toBe('alice');
        },
      ));

    it('drops the changes when anything else is thrown, but keeps what was saved by name', () =>
      play(
        {
          render: show,
          act: ({ mutate }) =>
            mutate(async (session) => {
              session.signIn('alice');
              await session.save();
              session.set('cart', 'apples');
              throw new Error('The action failed.');
            }),
        },
        async ({ browser, unsaved }) => {
          expect((await browser.submit()).status).toBe(500);
          expect(unsaved).toEqual(['server-error']);
          expect((await browser.send('/stage/page')).text).toBe('alice empty');
        },
      ));

    it('rejects when the store is down, so that no redirect() pretends that it succeeded, and sets no cookie', () =>
      play(
        {
          act: (tools) =>
            tools.mutate((session) => {
              session.signIn('alice');
              tools.redirect('/welcome');
            }),
        },
        async (scene) => {
          const { browser, unsaved } = scene;
          scene.down = true;
          expect((await browser.submit()).status).toBe(500);
          expect([browser.cookie, unsaved]).toEqual(['', ['failed']]);
        },
      ));

    const count = ({ mutate }: Tools) =>
      mutate((session) => session.update('visits', 0, (visits) => Number(visits) + 1));

    it.each([
      [
        'one after another',
        async (tools: Tools) => {
          await count(tools);
          await count(tools);
        },
      ],
      [
        'at once',
        async (tools: Tools) => {
          await Promise.all([count(tools), count(tools)]);
        },
      ],
      [
        'one inside another',
        async (tools: Tools) => {
          await tools.mutate(async (session) => {
            expect(await count(tools)).toBe(1);
            session.update('visits', 0, (visits) => Number(visits) + 1);
          });
        },
      ],
    ])('loses nothing of a new visitor when it is called twice, %s', (_how, act) =>
      play({ act }, async ({ browser, sessions, calls }) => {
        const { headers } = await browser.submit();
        expect(headers.getSetCookie()).toHaveLength(1);
        expect((await sessions.read(browser.cookie, { secure: false })).get('visits')).toBe(2);
        expect(calls.filter((verb) => verb === 'create')).toHaveLength(1);
      }),
    );

    it('works after a call that failed', () =>
      play(
        {
          act: async (tools) => {
            const failing = tools.mutate(() => Promise.reject(new Error('This one failed.')));
            const [failed] = await Promise.allSettled([failing, count(tools)]);
            expect(failed.status).toBe('rejected');
          },
        },
        async ({ browser, sessions }) => {
          expect((await browser.submit()).status).toBe(200);
          expect((await sessions.read(browser.cookie, { secure: false })).get('visits')).toBe(1);
        },
      ));

    it('is an error in a Server Component, where no cookie can be set, before anything is stored', () => {
      const errors: unknown[] = [];
      return play(
        { render: (tools) => signIn(tools).then(String, (error: unknown) => `${errors.push(error)}`) },
        async ({ browser, calls }) => {
          await browser.send('/stage/page');
          expect(errors).toEqual([
            expect.objectContaining({ code: 'WRONG_TIME', message: expect.stringContaining('Server Component') }),
          ]);
          expect(calls).toEqual([]);
        },
      );
    });

    it('that nobody awaits stores what needs no cookie, and else is a WRONG_TIME and an unsaved event', () => {
      const results: Promise<unknown>[] = [];
      let release = (): void => undefined;
      const act = async ({ mutate, setCookie }: Tools): Promise<void> => {
        const rendered = new Promise<void>((resolve) => {
          release = resolve;
        });
        const late = mutate((session) => rendered.then(() => void session.set('cart', 'pears')));
        results.push(late.catch((error: unknown) => error));
        // Next.js renders the page as a new phase only if the action has set a cookie.
        await setCookie('theme', 'dark');
      };
      const render = async (tools: Tools): Promise<string> => {
        release();
        await results.at(-1);
        return show(tools);
      };
      return play({ render, act }, async ({ browser, unsaved, calls }, stage) => {
        await browser.submit();
        expect(await results[0]).toMatchObject({ code: 'WRONG_TIME' });
        expect([browser.cookie, unsaved, calls.includes('create')]).toEqual(['theme=dark', ['failed'], false]);
        stage.act = signIn;
        await browser.submit();
        stage.act = act;
        expect((await browser.submit()).text).toBe('alice pears');
      });
    });

    it('cannot be called in after(), where sessions.edit(id) changes the session', () => {
      const seen: unknown[] = [];
      let done = (): void => undefined;
      const ended = new Promise<void>((resolve) => {
        done = resolve;
      });
      return play({ render: show }, async ({ browser, sessions }, stage) => {
        stage.act = async (tools) => {
          const id = await tools.mutate((session) => {
            session.signIn('alice');
            return session.id!;
          });
          tools.after(async () => {
            seen.push(await signIn(tools).catch((error: unknown) => error));
            seen.push(await sessions.edit(id, (session) => void session.set('cart', 'apples')));
            done();
          });
        };
        await browser.submit();
        await ended;
        expect(seen).toEqual([
          expect.objectContaining({ code: 'WRONG_TIME', message: expect.stringContaining('edit(id)') }),
          true,
        ]);
        expect((await browser.send('/stage/page')).text).toBe('alice apples');
      });
    });
  });
}
