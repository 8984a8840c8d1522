import flash from 'connect-flash';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import { Barrier } from './barrier.js';
import type { Mounted } from './implementations.js';
import { fieldOf, visitOf } from './visit.js';

declare global {
  namespace Express {
    interface User {
      readonly id: number;
      readonly name: string;
    }
  }
}

/** A shop with Passport as its documentation mounts it. The password of every user is their name. */
export class PassportShop {
  readonly users = new Map<number, Express.User>([
    [7, { id: 7, name: 'alice' }],
    [8, { id: 8, name: 'bob' }],
  ]);
  readonly passport = new passport.Passport();
  readonly app: Express = express();
  /** Passed when a password is checked. */
  checking = new Barrier(0);
  /** Passed by `/slow`, between its reading and its writing. */
  slow = new Barrier(0);

  constructor({ middleware }: Mounted, extend: (shop: PassportShop) => void = () => {}) {
    this.#configurePassport();
    const { app } = this;
    app.use(express.urlencoded(), middleware, this.passport.authenticate('session'), flash());
    extend(this);
    this.#addPages();
    const showError: ErrorRequestHandler = (
      error: { status?: number; message?: string },
      _request,
      response,
      _next,
    ) => {
      response.status(error.status ?? 500).send(error.message);
    };
    app.use(showError);
  }

  #configurePassport(): void {
    this.passport.serializeUser<number>((user, done) => done(null, user.id));
    this.passport.deserializeUser<number>((id, done) => done(null, this.users.get(id) ?? false));
    this.passport.use(
      new LocalStrategy((username, password, done) => {
        this.checking.pass().then(() => {
          const user = [...this.users.values()].find(({ name }) => name === username);
          // oxlint-disable-next-line promise/no-callback-in-promise -- Passport passes a callback
          done(null, user && password === user.name ? user : false, { message: 'Wrong name or password.' });
        }, done);
      }),
    );
  }

  #addPages(): void {
    const { app } = this;
    app.get('/', (request, response) => {
      const { id, cart, note, seen, messages, passport: kept } = visitOf(request);
      response.json({
        id,
        cart,
        note,
        seen,
        messages,
        kept,
        user: request.user?.name,
        signedIn: request.isAuthenticated(),
      });
    });
    app.post('/cart', (request, response) => {
      (visitOf(request).cart ??= []).push(fieldOf(request, 'sku')!);
      response.redirect('/');
    });
    app.get('/slow', (request, response, next) => {
      const { seen = [] } = visitOf(request);
      this.slow.pass().then(() => {
        visitOf(request).seen = [...seen, 'slow'];
        response.send('seen');
      }, next);
    });
    app.get('/login', (request, response) => response.json({ errors: request.flash('error') }));
    app.post('/login', (request, response, next) => {
      const authenticate: RequestHandler = this.passport.authenticate('local', {
        successRedirect: '/',
        failureRedirect: '/login',
        failureFlash: fieldOf(request, 'messages') === undefined,
        failureMessage: fieldOf(request, 'messages') !== undefined,
        keepSessionInfo: fieldOf(request, 'keep') !== undefined,
      });
      authenticate(request, response, next);
    });
    app.post('/logout', (request, response, next) => {
      const keepSessionInfo = fieldOf(request, 'keep') !== undefined;
      request.logout({ keepSessionInfo }, (error) => (error ? next(error) : response.redirect('/')));
    });
  }
}
