import flash from 'connect-flash';
import express, { type Express } from 'express';
import session, { type SessionOptions } from '@sess/express-session';
import { createPassport } from './users.js';

declare module '@sess/express-session' {
  interface SessionData {
    cart: string[];
  }
}

export function createShop({ store, from }: Pick<SessionOptions, 'store' | 'from'>): Express {
  const app = express();
  const passport = createPassport();
  app.use(express.urlencoded({ extended: false }));
  app.use(
    session({
      secret: 'keyboard cat',
      saveUninitialized: false,
      cookie: { maxAge: 86_400_000 },
      store,
      from,
    }),
  );
  app.use(passport.session());
  app.use(flash());

  app.get('/', (req, res) => {
    const { cart = [] } = req.session;
    res.json({ user: req.user, cart, messages: req.flash() });
  });
  app.post(
    '/login',
    passport.authenticate('local', { successRedirect: '/', failureRedirect: '/', failureFlash: true }),
  );
  app.post('/logout', (req, res, next) => {
    req.logout((error) => (error ? next(error) : res.redirect('/')));
  });
  app.post('/cart', (req, res) => {
    const { item } = req.body as { item: string };
    (req.session.cart ??= []).push(item);
    req.flash('info', `${item} is in your cart.`);
    res.redirect('/');
  });
  return app;
}
