import type { RequestListener, ServerResponse } from 'node:http';
import connect from 'connect';
import express from 'express';
import express4 from 'express4';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, guaranteeOf, type Mounted } from './implementations.js';
import { serve } from './serve.js';
import { visitOf } from './visit.js';

interface Barriers {
  slow: Barrier;
}

/** A handler that counts visits, one that signs out, one that is slow, and two that fail. */
const handlers = {
  count: (request: object): number => (visitOf(request).visits = (visitOf(request).visits ?? 0) + 1),
  fail: (request: object): never => {
    visitOf(request).note = 'half done';
    throw Object.assign(new Error('teapot'), { status: 418 });
  },
};

interface Framework {
  readonly name: string;
  app(mounted: Mounted, barriers: Barriers): RequestListener;
}

function expressApp(name: string, create: typeof express): Framework {
  return {
    name,
    app({ middleware }, barriers) {
      const app = create();
      app.use(middleware);
      app.get('/count', (request, response) => response.json({ visits: handlers.count(request) }));
      app.get('/note', (request, response) => response.json({ note: visitOf(request).note }));
      app.get('/fail', (request) => handlers.fail(request));
      app.get('/slow', async (request, response) => {
        const { seen = [] } = visitOf(request);
        await barriers.slow.pass();
        visitOf(request).seen = [...seen, 'slow'];
        response.json(visitOf(request).seen);
      });
      app.get('/end', (request, response) => {
        visitOf(request).destroy((error) => response.sendStatus(error ? 500 : 200));
      });
      return app;
    },
  };
}

const connectApp: Framework = {
  name: 'Connect 3',
  app({ middleware }, barriers) {
    const app = connect();
    const json = (response: ServerResponse, value: unknown) => {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(value));
    };
    app.use(middleware as unknown as connect.NextHandleFunction);
    app.use('/count', (request, response) => json(response, { visits: handlers.count(request) }));
    app.use('/note', (request, response) => json(response, { note: visitOf(request).note }));
    app.use('/fail', (request) => handlers.fail(request));
    app.use('/slow', (request, response, next) => {
      const { seen = [] } = visitOf(request);
      barriers.slow.pass().then(() => {
        visitOf(request).seen = [...seen, 'slow'];
        json(response, visitOf(request).seen);
      }, next);
    });
    app.use('/end', (request, response, next) => {
      visitOf(request).destroy((error) => (error ? next(error) : json(response, {})));
    });
    return app;
  },
};

const frameworks: readonly Framework[] = [
  expressApp('Express 5', express),
  expressApp('Express 4', express4),
  connectApp,
];

describeEach('a session', (implementation) => {
  const guarantee = guaranteeOf(implementation);

  describe.each(frameworks)('in $name', ({ app }) => {
    async function open() {
      const mounted = implementation.mount();
      const barriers = { slow: new Barrier(0) };
      const browser = new Browser(await serve(app(mounted, barriers)));
      return { browser, barriers, ...mounted };
    }

    it('is kept from request to request', async () => {
      const { browser } = await open();
      expect((await browser.get('/count')).json).toEqual({ visits: 1 });
      expect((await browser.get('/count')).json).toEqual({ visits: 2 });
      expect((await browser.copy().get('/count')).json).toEqual({ visits: 3 });
    });

    it('leaves an error of the application its status', async () => {
      const { browser } = await open();
      await browser.get('/count');
      expect((await browser.get('/fail')).status).toBe(418);
      expect((await browser.get('/count')).json).toEqual({ visits: 2 });
    });

    it('sets no cookie for a visitor for whom nothing is stored', async () => {
      const { browser } = await open();
      expect((await browser.get('/note')).cookies).toEqual([]);
    });

    it(
      'keeps what two requests change at once',
      guarantee(async () => {
        const { browser, barriers } = await open();
        await browser.get('/count');
        barriers.slow = new Barrier();
        const slow = browser.get('/slow');
        await barriers.slow.reached;
        expect((await browser.get('/count')).json).toEqual({ visits: 2 });
        barriers.slow.open();
        await slow;
        expect((await browser.get('/count')).json).toEqual({ visits: 3 });
      }),
    );

    it(
      'is not brought back by a slow request',
      guarantee(async () => {
        const { browser, barriers } = await open();
        await browser.get('/count');
        const former = browser.copy();
        barriers.slow = new Barrier();
        const slow = browser.get('/slow');
        await barriers.slow.reached;
        expect((await browser.get('/end')).status).toBe(200);
        barriers.slow.open();
        expect((await slow).status).toBe(409);
        expect((await former.get('/count')).json).toEqual({ visits: 1 });
      }),
    );

    it(
      'is an error of 503, not an empty session, while its store cannot be read',
      guarantee(async () => {
        const { browser, faults } = await open();
        await browser.get('/count');
        faults.before = () => Promise.reject(new Error('down'));
        expect(await browser.get('/count')).toMatchObject({ status: 503, cookies: [] });
        faults.before = () => Promise.resolve();
        expect((await browser.get('/count')).json).toEqual({ visits: 2 });
      }),
    );

    it(
      'is an error of 503, not a promise, when it cannot be stored',
      guarantee(async () => {
        const { browser, faults } = await open();
        await browser.get('/count');
        faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
        expect(await browser.get('/count')).toMatchObject({ status: 503, cookies: [] });
        faults.before = () => Promise.resolve();
        expect((await browser.get('/count')).json).toEqual({ visits: 2 });
      }),
    );

    it('serves a supertest agent', async () => {
      const agent = supertest.agent(app(implementation.mount(), { slow: new Barrier(0) }));
      const bodies = [];
      for (const path of ['/count', '/count', '/end', '/count']) bodies.push((await agent.get(path)).body);
      expect(bodies).toMatchObject([{ visits: 1 }, { visits: 2 }, {}, { visits: 1 }]);
    });
  });

  it('survives an asynchronous error in Express 4 that the application passes to next', async () => {
    const { middleware } = implementation.mount();
    const app = express4();
    app.use(middleware);
    app.get('/fail', (request, _response, next) => {
      const failing = async () => {
        visitOf(request).note = 'half done';
        await Promise.reject(Object.assign(new Error('teapot'), { status: 418 }));
      };
      // oxlint-disable-next-line promise/no-callback-in-promise -- as applications for Express 4 do
      failing().catch(next);
    });
    const browser = new Browser(await serve(app));
    expect((await browser.get('/fail')).status).toBe(418);
  });
});
