import { inspect } from 'node:util';
import express, { type Request, type Response } from 'express';
import { describe, expect, it } from 'vitest';
import { Browser } from './browser.js';
import { describeEach } from './implementations.js';
import { serve } from './serve.js';
import { type Visit, visitOf } from './visit.js';

type Page = (request: Request, response: Response) => void;
type Anything = Record<string, unknown>;

describeEach('middleware that reads req.session in its own way', (implementation) => {
  /** Serves pages to a browser whose session has a cart and a note. */
  async function open(pages: Record<string, Page>) {
    const { middleware } = implementation.mount();
    const app = express();
    app.use(middleware);
    app.get('/begin', (request, response) => {
      Object.assign(visitOf(request), { cart: ['tea'], note: 'begun' });
      response.send('begun');
    });
    app.get('/data', (request, response) => {
      const { cookie: _cookie, ...data } = visitOf(request) as unknown as Anything;
      response.json(data);
    });
    for (const [path, page] of Object.entries(pages)) app.get(path, page);
    const browser = new Browser(await serve(app));
    await browser.get('/begin');
    return browser;
  }

  /** Returns what a page has read from the session. */
  async function read(reading: (session: Anything) => unknown): Promise<unknown> {
    const browser = await open({
      '/read': (request, response) => {
        response.json({ read: reading(visitOf(request) as unknown as Anything) });
      },
    });
    return (await browser.get('/read')).json['read'];
  }

  describe('as an object', () => {
    it.each<[string, (session: Anything) => unknown]>([
      ['Object.keys', (session) => Object.keys(session)],
      [
        'for … in',
        (session) => {
          const names = [];
          for (const name in session) names.push(name);
          return names;
        },
      ],
      ['a spread', (session) => Object.keys({ ...session })],
      ['Object.entries', (session) => Object.entries(session).map(([name]) => name)],
      ['Object.assign', (session) => Object.keys(Object.assign({}, session))],
      ['JSON', (session) => Object.keys(JSON.parse(JSON.stringify(session)) as object)],
      [
        'Reflect.ownKeys without what is hidden',
        (session) =>
          Reflect.ownKeys(session).filter((name) => Object.prototype.propertyIsEnumerable.call(session, name)),
      ],
    ])('sees the data and the cookie by %s', async (_way, reading) => {
      expect(await read(reading)).toEqual(['cookie', 'cart', 'note']);
    });

    it('sees each property by in, hasOwn and hasOwnProperty', async () => {
      const names = ['cart', 'destroy', 'none'];
      const found = await read((session) =>
        names.map((name) => [
          name in session,
          Object.hasOwn(session, name),
          (session as { hasOwnProperty(name: string): boolean }).hasOwnProperty(name),
        ]),
      );
      expect(found).toEqual([
        [true, true, true],
        [true, false, false],
        [false, false, false],
      ]);
    });

    it('has values whose arrays are arrays', async () => {
      const found = await read(({ cart }) => [Array.isArray(cart), (cart as string[]).map((sku) => sku), typeof cart]);
      expect(found).toEqual([true, ['tea'], 'object']);
    });

    it('shows its data to util.inspect', async () => {
      expect(await read((session) => inspect(session))).toMatch(/Session \{[^]*cart: \[ 'tea' \][^]*note: 'begun'/);
    });

    it('is falsy for what is absent', async () => {
      expect(await read((session) => [!session['none'], session['none'] === undefined])).toEqual([true, true]);
    });
  });

  it('stores what Object.assign, delete, defineProperty and an assignment of undefined have done', async () => {
    const browser = await open({
      '/change': (request, response) => {
        const session = visitOf(request) as unknown as Anything;
        Object.assign(session, { added: { deep: [1] }, gone: 1 });
        Object.defineProperty(session, 'defined', { value: 2, enumerable: true, writable: true, configurable: true });
        delete session['cart'];
        session['note'] = undefined;
        response.json({ kept: [delete session['none'], 'cart' in session, session['note'] === undefined] });
      },
    });
    expect((await browser.get('/change')).json).toEqual({ kept: [true, false, true] });
    expect((await browser.get('/data')).json).toEqual({ added: { deep: [1] }, gone: 1, defined: 2 });
  });

  it('notices changes inside a value, before and after it was assigned', async () => {
    const browser = await open({
      '/change': (request, response) => {
        const session = visitOf(request);
        session.cart!.push('cake');
        const seen = (session.seen = [] as string[]);
        seen.push('a');
        seen[1] = 'b';
        response.send('changed');
      },
    });
    await browser.get('/change');
    expect((await browser.get('/data')).json).toEqual({ cart: ['tea', 'cake'], note: 'begun', seen: ['a', 'b'] });
  });

  it('redirects in the callback of save', async () => {
    const browser = await open({
      '/change': (request, response) => {
        visitOf(request).note = 'saved';
        visitOf(request).save(() => response.redirect('/data'));
      },
    });
    expect((await browser.get('/change')).json).toMatchObject({ note: 'saved' });
  });

  it('has no session after destroy, and the next request begins another one', async () => {
    const browser = await open({
      '/end': (request, response) => {
        visitOf(request).destroy((error) => {
          response.json({ failed: error !== undefined && error !== null, isThere: visitOf(request) !== undefined });
        });
      },
    });
    const before = browser.cookie;
    expect((await browser.get('/end')).json).toEqual({ failed: false, isThere: false });
    expect((await browser.get('/data')).json).toEqual({});
    await browser.get('/begin');
    expect(browser.cookie).not.toBe(before);
  });

  it('reloads what another request has stored', async () => {
    const other = { change: () => Promise.resolve<unknown>(undefined) };
    const browser = await open({
      '/note': (request, response) => {
        visitOf(request).note = 'other';
        response.send('noted');
      },
      '/reload': (request, response) => {
        other.change().then(
          () => {
            visitOf(request).reload((error) => response.json({ error, note: visitOf(request).note }));
          },
          () => response.sendStatus(500),
        );
      },
    });
    other.change = () => browser.get('/note');
    expect((await browser.get('/reload')).json).toMatchObject({ note: 'other' });
  });

  it('puts the session into locals and templates', async () => {
    const browser = await open({
      '/page': (request, response) => {
        response.locals['session'] = visitOf(request);
        const { session } = response.locals as { session: Visit };
        response.send(`${session.cart!.join()} of ${Object.keys(session).length}`);
      },
    });
    expect((await browser.get('/page')).body).toBe('tea of 3');
  });

  it('saves and touches by hand in a chain, as older tutorials do', async () => {
    const browser = await open({
      '/chain': (request, response) => {
        const { visits = 0 } = visitOf(request);
        visitOf(request).visits = visits + 1;
        (visitOf(request) as unknown as { touch(): void }).touch();
        visitOf(request).save();
        response.send('done');
      },
    });
    await browser.get('/chain');
    await browser.get('/chain');
    expect((await browser.get('/data')).json).toMatchObject({ visits: 2 });
  });

  it('lets a change of a session that is not stored come after the response, which is too late', async () => {
    const outcomes: unknown[] = [];
    const browser = await open({
      '/late': (request, response) => {
        response.on('finish', () => {
          try {
            const session = visitOf(request) as unknown as Anything;
            session['note'] = 'late';
            session['list'] = [];
            (session['list'] as number[]).push(1);
            delete session['none'];
            outcomes.push(session['note'], session['list'], Object.keys(session));
          } catch (error) {
            outcomes.push(error);
          }
        });
        response.send('sent');
      },
    });
    const guest = browser.without();
    await guest.get('/late');
    expect(outcomes).toEqual(['late', [1], ['cookie', 'note', 'list']]);
    expect((await guest.get('/data')).json).toEqual({});
  });
});
