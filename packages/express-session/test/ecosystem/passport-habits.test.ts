import type { RequestHandler } from 'express';
import { expect, it } from 'vitest';
import { Browser } from './browser.js';
import { describeEach } from './implementations.js';
import { PassportShop } from './passport-shop.js';
import { serve } from './serve.js';
import { visitOf } from './visit.js';

const alice = { username: 'alice', password: 'alice' };
const day = 86_400_000;

describeEach('what applications do around Passport', (implementation) => {
  async function open(extend: (shop: PassportShop) => void) {
    const shop = new PassportShop(implementation.mount(), extend);
    return new Browser(await serve(shop.app));
  }

  it('return to the page that asked for the login', async () => {
    const browser = await open(({ app, passport }) => {
      app.get('/account', (request, response) => {
        if (request.isAuthenticated()) return response.json({ account: request.user.name });
        visitOf(request).returnTo = '/account';
        return response.redirect('/login');
      });
      const options = { successReturnToOrRedirect: '/', keepSessionInfo: true };
      app.post('/login-and-return', passport.authenticate('local', options) as RequestHandler);
    });
    await browser.get('/account');
    expect((await browser.submit('/login-and-return', alice)).json).toEqual({ account: 'alice' });
    expect((await browser.submit('/login-and-return', alice)).json).toMatchObject({ user: 'alice' });
  });

  it('log in by a callback of their own, and remember the browser', async () => {
    const browser = await open(({ app, passport }) => {
      app.post('/remember', (request, response, next) => {
        const answer = (error: unknown, user: Express.User) => {
          if (error) return next(error);
          return request.logIn(user, (failure) => {
            visitOf(request).cookie.maxAge = 30 * day;
            return failure ? next(failure) : response.redirect('/');
          });
        };
        const authenticate = passport.authenticate('local', answer) as RequestHandler;
        return authenticate(request, response, next);
      });
    });
    const { cookies, json } = await browser.submit('/remember', alice);
    expect(json['user']).toBe('alice');
    const expires = /Expires=([^;]+)/.exec(cookies.at(-1)!)![1]!;
    expect((Date.parse(expires) - Date.now()) / day).toBeCloseTo(30, 1);
    expect((await browser.submit('/cart', { sku: 'tea' })).json).toMatchObject({ user: 'alice', cart: ['tea'] });
  });

  it('log out by logout, destroy and clearCookie', async () => {
    const browser = await open(({ app }) => {
      app.get('/leave', (request, response, next) => {
        request.logout((error) => {
          if (error) return next(error);
          return visitOf(request).destroy((failure) => {
            response.clearCookie('connect.sid');
            return failure ? next(failure) : response.redirect('/');
          });
        });
      });
    });
    await browser.submit('/login', alice);
    const former = browser.copy();
    expect((await browser.get('/leave')).json['signedIn']).toBe(false);
    expect(browser.cookie).toBe('');
    expect((await former.get('/')).json['signedIn']).toBe(false);
  });

  it('show messages in each page that is rendered, as express-flash does', async () => {
    const browser = await open(({ app }) => {
      app.engine('text', (_path, locals, done) =>
        done(null, JSON.stringify((locals as { messages: object }).messages)),
      );
      app.set('view engine', 'text').set('views', import.meta.dirname);
      app.use((request, response, next) => {
        const render = response.render.bind(response);
        response.render = (view: string) => {
          response.locals['messages'] = request.flash();
          render(view);
        };
        next();
      });
      app.get('/rendered', (_request, response) => response.render('view.text'));
    });
    await browser.submit('/login', { username: 'alice', password: 'wrong' });
    await browser.request('/login', {
      method: 'POST',
      body: 'username=alice&password=wrong',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect((await browser.get('/rendered')).json).toEqual({ error: ['Wrong name or password.'] });
    expect((await browser.get('/rendered')).json).toEqual({});
  });
});
