import { promisify } from 'node:util';
import { MemorySessionStore, type KeyedStore } from '@sess/core';
import session from '@sess/express-session';
import flash from 'connect-flash';
import { csrfSync } from 'csrf-sync';
import express, { type Express, type RequestHandler } from 'express';
import { createPassport } from './authentication.js';
import { devicesPage, isArticle, loginPage, shopPage } from './pages.js';
import type { Users } from './users.js';

declare module '@sess/express-session' {
  interface SessionData {
    /** How many of each article. Two tabs may add different articles at once: both stay. */
    cart?: Record<string, number>;
  }
}

export interface ShopOptions {
  readonly users: Users;
  readonly secret: string;
  /** @defaultValue a store in memory, for development. In production, take one that lasts, such as `@sess/prisma` */
  readonly store?: KeyedStore;
}

/** Makes the shop. The order of the middleware matters: each line uses those above it. */
export function createShop({ users, secret, store = new MemorySessionStore() }: ShopOptions): Express {
  const app = express();
  const passport = createPassport(users);
  const sessionMiddleware = session({
    secret,
    store,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: 14 * 24 * 60 * 60 * 1000 },
  });
  const { csrfSynchronisedProtection, generateToken } = csrfSync({
    getTokenFromRequest: (request) => (request.body as { token?: string } | undefined)?.token,
  });

  app.use(express.urlencoded());
  app.use(sessionMiddleware);
  app.use(passport.session());
  app.use(flash());
  app.use(csrfSynchronisedProtection);

  app.get('/', (request, response) => response.send(shopPage(request, generateToken(request))));

  app.post('/cart', (request, response) => {
    const { sku } = request.body as { sku?: unknown };
    if (!isArticle(sku)) return response.sendStatus(404);
    const cart = (request.session.cart ??= {});
    cart[sku] = (cart[sku] ?? 0) + 1;
    request.flash('info', 'Added to your cart.');
    return response.redirect('/');
  });

  app.get('/login', (request, response) => response.send(loginPage(request, generateToken(request))));

  app.post(
    '/login',
    passport.authenticate('local', {
      successRedirect: '/',
      failureRedirect: '/login',
      failureFlash: true,
      // Without it, the session of the user begins empty, and the cart of the guest is gone.
      keepSessionInfo: true,
    }) as RequestHandler,
  );

  app.post('/logout', (request, response, next) => {
    request.logout((error) => (error ? next(error) : response.redirect('/')));
  });

  const requireUser: RequestHandler = (request, response, next) => {
    if (request.isAuthenticated()) next();
    else response.redirect('/login');
  };

  app.get('/devices', requireUser, async (request, response) => {
    const since: Date[] = [];
    for await (const { createdAt } of sessionMiddleware.sessions.list(request.user!.id))
      since.push(new Date(createdAt));
    response.send(devicesPage(request, generateToken(request), since));
  });

  app.post('/devices/end', requireUser, async (request, response) => {
    const { id } = request.user!;
    // First this session, which then is a guest's and can be written to. Then all others of the user.
    await promisify<void>((done) => request.logout(done))();
    const ended = await sessionMiddleware.sessions.revokeOwner(id);
    request.flash('info', `Signed out here and on ${ended} other devices.`);
    response.redirect('/');
  });

  return app;
}
