import type { Server } from 'node:http';
import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import { honoSession } from '@sess/core/hono';
import { serve } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { setCookie } from 'hono/cookie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { siteOf } from './hosts/host.js';
import type { Sessions } from './mount/sessions.js';

let warned: string[];

beforeEach(() => {
  warned = [];
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(process, 'emitWarning').mockImplementation(((_warning: unknown, options?: { code: string }) => {
    // An error that is reported has no options.
    if (options) warned.push(options.code);
  }) as typeof process.emitWarning);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const routes: Readonly<Record<string, (app: Hono) => unknown>> = {
  'a text': (app) => app.get('/', (c) => c.text('stored')),
  'a redirect': (app) => app.get('/', (c) => c.redirect('/next', 303)),
  'a redirect with its own cookie': (app) =>
    app.get('/', (c) => {
      setCookie(c, 'theme', 'dark');
      return c.redirect('/next', 303);
    }),
  'an empty response': (app) => app.get('/', (c) => c.body(null, 204)),
  'headers that cannot be changed': (app) => app.get('/', () => Response.redirect('http://shop.example/', 302)),
};

/** Makes a visit with a store that works or fails. */
async function visit(use: (app: Hono, sessions: Sessions) => unknown, route: string, fails: boolean) {
  const store = new MemorySessionStore();
  if (fails) store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
  const sessions: Sessions = new SessionManager<{ visits: number }>({ store });
  const app = new Hono();
  use(app, sessions);
  app.use(async (c, next) => {
    (await sessions.get(c.req.raw)).set('visits', 1);
    await next();
  });
  routes[route]!(app);
  const site = await siteOf(
    await new Promise<Server>((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server as Server));
    }),
  );
  const response = await site.send('/');
  await response.text();
  await site.close();
  return { status: response.status, cookies: response.headers.getSetCookie().map((line) => line.split('=')[0]) };
}

const asIs = (sessions: Sessions): MiddlewareHandler => {
  return (c, next) =>
    handleSession(sessions, c.req.raw, async () => {
      await next();
      return c.res;
    });
};

const wrong: Readonly<Record<string, (app: Hono, sessions: Sessions) => void>> = {
  'return handleSession(…)': (app, sessions) => app.use(asIs(sessions)),
  'c.res = await handleSession(…)': (app, sessions) => {
    app.use(async (c, next) => {
      c.res = (await asIs(sessions)(c, next)) as Response;
    });
  },
};

const cases = Object.keys(routes).flatMap((route) => [false, true].map((fails) => ({ route, fails })));
const own = (route: string): string[] => (route.endsWith('its own cookie') ? ['theme'] : []);

const mount = (app: Hono, sessions: Sessions) => app.use(honoSession(sessions));

describe('honoSession', () => {
  it.each(cases)(
    'stores the visit or responds with 503: $route, with a store that fails: $fails',
    async ({ route, fails }) => {
      const { status, cookies } = await visit(mount, route, fails);
      expect([status === 503, cookies, warned]).toEqual(fails ? [true, [], []] : [false, [...own(route), 'sid'], []]);
    },
  );
});

describe.each(Object.entries(wrong))('handleSession as a middleware of Hono, by %s', (_form, use) => {
  it.each(cases)('loses no change silently: $route, with a store that fails: $fails', async ({ route, fails }) => {
    const { status, cookies } = await visit(use, route, fails);
    const isRight = fails ? status === 503 : cookies.includes('sid');
    expect(isRight || warned.includes('SESS_RESPONSE_REPLACED')).toBe(true);
    // The response must not claim to have stored anything.
    if (route === 'a text' && fails) expect(status).toBeGreaterThanOrEqual(500);
  });
});
