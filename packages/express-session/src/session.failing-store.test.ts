import { expect, it, vi } from 'vitest';
import type { NextFunction, Request, Response } from 'express';
import { mount, setCookies, type TestRequest } from '../test/mount.js';

/** A session in a store whose calls can be broken. */
async function signedIn(options: Parameters<typeof mount>[0] = {}, prepare?: Parameters<typeof mount>[1]) {
  const mounted = mount(options, prepare);
  const user = mounted.browser();
  const first = await user.visit(({ session }) => void (session.user = 'ann'));
  return { ...mounted, user, headers: { cookie: setCookies(first)[0]!.split(';')[0]! } };
}

const down = (): Promise<never> => Promise.reject(new Error('connection refused'));
const frozen = (): Promise<never> => Promise.race([]);

it.each([
  ['down', down],
  ['frozen', frozen],
])('a store that is %s when a session is loaded is a 503, and never no session', async (_how, call) => {
  const { store, headers, user } = await signedIn({ storeTimeout: 100, saveUninitialized: true });
  store.load = call;
  const handler = vi.fn<() => string>(() => 'handled');
  const response = await user.visit(handler, { headers });
  expect([response.status, response.headers['retry-after'], setCookies(response)]).toEqual([503, '5', []]);
  expect(handler).not.toHaveBeenCalled();
});

it.each([
  ['create', {}],
  ['update', { signedIn: true }],
] as const)(
  'a store that is down for %s is a 503 without a cookie',
  async (verb, { signedIn: isKnown }: { signedIn?: boolean }) => {
    const { store, headers, user, browser } = await signedIn();
    store[verb] = down;
    const visitor = isKnown ? user : browser();
    const response = await visitor.visit(({ session }) => void (session.user = 'bob'), isKnown ? { headers } : {});
    expect([response.status, setCookies(response)]).toEqual([503, []]);
  },
);

it('a store that is down for delete does not sign out', async () => {
  const { store, headers, user } = await signedIn({ unset: 'destroy' });
  const { deleteIf, delete: remove } = store;
  store.deleteIf = store.delete = down;
  const destroyed = await user.visit(({ session }) => session.destroy(), { headers });
  const unset = await user.visit((request) => void Object.assign(request, { session: null }), { headers });
  expect([destroyed.status, setCookies(destroyed), unset.status, setCookies(unset)]).toEqual([503, [], 503, []]);
  Object.assign(store, { deleteIf, delete: remove });
  expect((await user.visit(({ session }) => session.user, { headers })).text).toBe('ann');
});

it('a store that is down does not hinder a visitor without a cookie', async () => {
  const { store, browser } = await signedIn();
  store.load = down;
  expect((await browser().visit(({ session }) => String(session.user))).text).toBe('undefined');
});

it('an error page gets the error, and finds no session', async () => {
  const { store, headers, user, app } = await signedIn();
  app.use((error: { status: number }, request: Request, response: Response, _next: NextFunction) => {
    response.status(error.status).end(`sorry ${(request as unknown as TestRequest).session?.user ?? 'you'}`);
  });
  store.load = down;
  const response = await user.visit(() => 'handled', { headers });
  expect([response.status, response.text]).toEqual([503, 'sorry you']);
});

it('a session that ended during the request is a 409, and is not brought back', async () => {
  const { headers, user, browser } = await signedIn();
  const other = browser();
  const late = await user.visit(
    async ({ session }) => {
      await other.visit((request) => request.session.destroy(), { headers });
      session.user = 'bob';
    },
    { headers },
  );
  expect([late.status, setCookies(late)]).toEqual([409, []]);
  expect((await user.visit(({ session }) => String(session.user), { headers })).text).toBe('undefined');
});

it.each([
  ['a callback', (change: () => void) => () => change()],
  [
    'an asynchronous callback',
    (change: () => void) => async () => {
      await Promise.resolve();
      change();
    },
  ],
])('makes a value that is refused in %s the error of the response, and goes on', async (_how, callbackOf) => {
  const { user, headers, browser } = await signedIn();
  const handler: Parameters<typeof user.visit>[0] = (request, response) =>
    new Promise<void>((resolve) => {
      response.once('close', resolve);
      request.session.regenerate(
        callbackOf(() => void ((request.session as { cart: object }).cart = { added: new Date() })),
      );
    });
  for (const response of [await user.visit(handler, { headers }), await browser().visit(handler)]) {
    expect([response.status, response.text]).toEqual([500, expect.stringContaining('$.cart.added')]);
  }
});
