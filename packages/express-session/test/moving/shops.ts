import { createRequire } from 'node:module';
import type { KeyedStore } from '@sess/core';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import session, { expressStore } from '../../src/index.js';
import { serve } from '../ecosystem/serve.js';
import type { FormerStore } from './former-stores.js';

const theirSession = createRequire(import.meta.url)('express-session') as (options: object) => RequestHandler;
const usual = { secret: 'a secret with thirty-two characters', resave: false, saveUninitialized: false };

interface ShopSession {
  passport?: { user: string };
  cart?: string[];
  cookie: { maxAge: number | null; originalMaxAge: number | null };
  regenerate(callback: (error?: unknown) => void): unknown;
  destroy(callback: (error?: unknown) => void): unknown;
}

/** The same application over any middleware. Returns its origin. */
function openShop(middleware: RequestHandler): Promise<string> {
  const app = express();
  app.use(middleware);
  const sessionOf = (request: object): ShopSession => (request as { session: ShopSession }).session;
  app.get('/me', (request, response) => {
    const { passport, cart, cookie } = sessionOf(request);
    response.json({ user: passport?.user, cart, maxAge: cookie.originalMaxAge });
  });
  app.post('/login', (request, response, next) => {
    sessionOf(request).regenerate((error) => {
      if (error) return next(error);
      const visit = sessionOf(request);
      visit.passport = { user: 'alice' };
      if (request.query['remember']) visit.cookie.maxAge = 30 * 86_400_000;
      response.send('in');
    });
  });
  app.post('/cart', (request, response) => {
    (sessionOf(request).cart ??= []).push(request.query['item'] as string);
    response.send('added');
  });
  app.post('/logout', (request, response, next) => {
    sessionOf(request).destroy((error) => (error ? next(error) : response.send('out')));
  });
  const report: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
    if (response.headersSent) next(error);
    else response.sendStatus(error.status ?? 500);
  };
  app.use(report);
  return serve(app);
}

/** The shop with the unmodified express-session. */
export const shopBefore = (store: FormerStore): Promise<string> => openShop(theirSession({ ...usual, store }));

/** The shop after the move. */
export async function shopAfter(from: FormerStore, store: KeyedStore, clock: () => number = Date.now) {
  const middleware = session({ ...usual, from, store, clock, storeTimeout: { seconds: 1 } });
  return { origin: await openShop(middleware as RequestHandler), sessions: middleware.sessions };
}

/** The shop that has gone back to the unmodified express-session, over the store of the other one. */
export const shopBack = (store: KeyedStore): Promise<string> =>
  openShop(theirSession({ ...usual, store: expressStore(store) }));
