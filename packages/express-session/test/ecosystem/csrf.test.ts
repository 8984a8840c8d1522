import { createHmac, randomBytes } from 'node:crypto';
import { csrfSync } from 'csrf-sync';
import express, { type Express, type RequestHandler } from 'express';
import lusca from 'lusca';
import { describe, expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, guaranteeOf } from './implementations.js';
import { serve } from './serve.js';
import { fieldOf, visitOf } from './visit.js';

interface Protection {
  readonly name: string;
  mount(app: Express): void;
}

const token = (request: express.Request): string => (request as { csrfToken?: () => string }).csrfToken!();

const protections: readonly Protection[] = [
  {
    name: 'csrf-sync 4',
    mount(app) {
      const { csrfSynchronisedProtection } = csrfSync({
        getTokenFromRequest: (request) => fieldOf(request, '_csrf'),
      });
      app.use(csrfSynchronisedProtection as RequestHandler);
    },
  },
  { name: 'lusca', mount: (app) => app.use(lusca.csrf()) },
  {
    // As csurf did: the secret in the session, made when a token is asked for, and tokens signed with it.
    name: 'a middleware with req.session.csrfSecret',
    mount(app) {
      const signed = (secret: string, salt: string) =>
        `${salt}.${createHmac('sha256', secret).update(salt).digest('hex')}`;
      app.use((request, response, next) => {
        const holder = request as unknown as { session: { csrfSecret?: string }; csrfToken: () => string };
        holder.csrfToken = () => {
          if (!holder.session.csrfSecret) holder.session.csrfSecret = randomBytes(18).toString('base64url');
          return signed(holder.session.csrfSecret, randomBytes(8).toString('hex'));
        };
        const sent = fieldOf(request, '_csrf') ?? '';
        const { csrfSecret } = holder.session;
        const isSafe =
          request.method === 'GET' || (csrfSecret !== undefined && signed(csrfSecret, sent.split('.')[0]!) === sent);
        if (isSafe) next();
        else response.sendStatus(403);
      });
    },
  },
];

describeEach('a CSRF token in the session', (implementation) => {
  const guarantee = guaranteeOf(implementation);

  async function open(protection: Protection) {
    const { middleware, faults } = implementation.mount();
    const app = express();
    const barriers = { write: new Barrier(0) };
    const write: RequestHandler = (request, response, next) => {
      const { visits = 0 } = visitOf(request);
      barriers.write.pass().then(() => {
        visitOf(request).visits = visits + 1;
        response.send('written');
      }, next);
    };
    app.use(express.urlencoded(), middleware);
    app.get('/write', write);
    protection.mount(app);
    app.get('/form', (request, response) => response.json({ token: token(request) }));
    app.post('/buy', (request, response) => {
      (visitOf(request).cart ??= []).push(fieldOf(request, 'sku')!);
      response.json({ cart: visitOf(request).cart });
    });
    app.post('/renew', (request, response, next) => {
      visitOf(request).regenerate((error) => (error ? next(error) : response.json({ token: token(request) })));
    });
    const browser = new Browser(await serve(app));
    return { browser, barriers, faults };
  }

  describe.each(protections)('by $name', (protection) => {
    it('lets the form of its own session pass, and no other', async () => {
      const { browser } = await open(protection);
      const stranger = browser.copy();
      const { json } = await browser.get('/form');
      await stranger.get('/form');
      const fields = { _csrf: json['token'] as string, sku: 'tea' };
      expect(await browser.submit('/buy', fields)).toMatchObject({ status: 200, json: { cart: ['tea'] } });
      expect((await browser.submit('/buy', { sku: 'cake' })).status).toBe(403);
      expect((await stranger.submit('/buy', fields)).status).toBe(403);
      // The token is good for more than one form, and what was refused has changed nothing.
      expect((await browser.submit('/buy', { ...fields, sku: 'milk' })).json).toEqual({ cart: ['tea', 'milk'] });
    });

    it('is replaced when the session is regenerated', async () => {
      const { browser } = await open(protection);
      const { json: before } = await browser.get('/form');
      const { json: after } = await browser.submit('/renew', { _csrf: before['token'] as string });
      expect((await browser.submit('/buy', { _csrf: before['token'] as string, sku: 'tea' })).status).toBe(403);
      expect((await browser.submit('/buy', { _csrf: after['token'] as string, sku: 'tea' })).status).toBe(200);
    });

    it(
      'outlives a request that began before it',
      guarantee(async () => {
        const { browser, barriers } = await open(protection);
        await browser.get('/write');
        barriers.write = new Barrier();
        const slow = browser.get('/write');
        await barriers.write.reached;
        const { json } = await browser.get('/form');
        barriers.write.open();
        await slow;
        expect((await browser.submit('/buy', { _csrf: json['token'] as string, sku: 'tea' })).status).toBe(200);
      }),
    );

    it(
      'shows no form whose token is not stored',
      guarantee(async () => {
        const { browser, faults } = await open(protection);
        faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
        expect(await browser.get('/form')).toMatchObject({ status: 503, cookies: [] });
      }),
    );

    it(
      'does not take a stored token for a missing one while the store is down',
      guarantee(async () => {
        const { browser, faults } = await open(protection);
        const { json } = await browser.get('/form');
        faults.before = () => Promise.reject(new Error('down'));
        expect((await browser.submit('/buy', { _csrf: json['token'] as string, sku: 'tea' })).status).toBe(503);
      }),
    );
  });
});
