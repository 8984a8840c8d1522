import { MemorySessionStore, SessionManager, type SetCookie } from '@sess/core';
import fastifyCookie from '@fastify/cookie';
import { ResponseCookies } from '@edge-runtime/cookies';
import { stringifySetCookie } from 'cookie';
import express from 'express';
import express4 from 'express4';
import Fastify from 'fastify';
import { H3, setCookie as setCookieOfH3 } from 'h3';
import { createApp, eventHandler, setCookie as setCookieOfH3v1, toNodeListener } from 'h3v1';
import { Hono } from 'hono';
import { setCookie as setCookieOfHono } from 'hono/cookie';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { listenWith, siteOf } from './hosts/host.js';

/** Sets a cookie by a framework's function, given `{ name, value, ...attributes }`. Returns the Set-Cookie header. */
type Send = (cookie: SetCookie) => Promise<string | undefined> | string | undefined;

async function lineOf(site: Awaited<ReturnType<typeof listenWith>>): Promise<string | undefined> {
  try {
    return (await site.send('/')).headers.getSetCookie()[0];
  } finally {
    await site.close();
  }
}

const functions: Readonly<Record<string, Send>> = {
  // Next.js bundles this class, and its cookies() returns an instance.
  'cookies().set(name, value, attributes) of Next.js'({ name, value, ...attributes }) {
    return new ResponseCookies(new Headers()).set(name, value, attributes).toString();
  },
  'cookies().set(cookie) of Next.js': (cookie) => new ResponseCookies(new Headers()).set({ ...cookie }).toString(),
  async 'setCookie of Hono'({ name, value, ...attributes }) {
    const app = new Hono().get('/', (c) => {
      setCookieOfHono(c, name, value, attributes);
      return c.text('ok');
    });
    return (await app.request('/')).headers.getSetCookie()[0];
  },
  async 'setCookie of h3 2'({ name, value, ...attributes }) {
    const app = new H3().get('/', (event) => {
      setCookieOfH3(event, name, value, attributes);
      return 'ok';
    });
    return (await app.request('/')).headers.getSetCookie()[0];
  },
  async 'setCookie of h3 1'({ name, value, ...attributes }) {
    const handler = eventHandler((event) => {
      setCookieOfH3v1(event, name, value, attributes);
      return 'ok';
    });
    return lineOf(await listenWith(toNodeListener(createApp().use(handler))));
  },
  async 'res.cookie of Express 5'({ name, value, ...attributes }) {
    const app = express();
    app.get('/', (_request, response) => void response.cookie(name, value, attributes).send('ok'));
    return lineOf(await listenWith(app));
  },
  async 'res.cookie of Express 4'({ name, value, ...attributes }) {
    const app = express4();
    app.get('/', (_request, response) => void response.cookie(name, value, attributes).send('ok'));
    return lineOf(await listenWith(app));
  },
  async 'ctx.cookies.set of Koa'({ name, value, ...attributes }) {
    const app = new Koa();
    app.use((ctx) => {
      // It refuses Secure cookies on plain http.
      ctx.cookies.secure = true;
      ctx.cookies.set(name, value, attributes);
      ctx.body = 'ok';
    });
    return lineOf(await siteOf(app.listen(0, '127.0.0.1')));
  },
  async 'reply.setCookie of Fastify'({ name, value, ...attributes }) {
    const app = Fastify();
    await app.register(fastifyCookie);
    app.get('/', (_request, reply) => reply.setCookie(name, value, attributes).send('ok'));
    await app.ready();
    return lineOf(await siteOf(app.server));
  },
  'stringifySetCookie of the cookie package': (cookie) => stringifySetCookie({ ...cookie }),
};

/** Returns how long a browser keeps a cookie, in milliseconds: Max-Age precedes Expires (RFC 6265, section 5.3). */
function lifetimeOf(line: string): number | undefined {
  const maxAge = /; max-age=(-?\d+)/i.exec(line)?.[1];
  const expires = /; expires=([^;]+)/i.exec(line)?.[1];
  return maxAge ? Number(maxAge) * 1000 : expires ? Date.parse(expires) - Date.now() : undefined;
}

async function cookiesOf(expiry: 'default' | 'browser-close') {
  const sessions = new SessionManager({ store: new MemorySessionStore(), absoluteTimeout: { days: 30 } });
  const { session, commit } = await sessions.open(undefined, { secure: true });
  session.signIn('alice');
  session.expire(expiry);
  const [set] = (await commit({ status: 200 })).cookies;
  const leaving = await sessions.open(`${set!.name}=${set!.value}`, { secure: true });
  await leaving.session.destroy();
  const [removal] = (await leaving.commit({ status: 200 })).cookies;
  return { set: set!, removal: removal! };
}

describe.each(Object.entries(functions))('%s', (_name, send) => {
  it('keeps every attribute and the lifetime of the cookie', async () => {
    const { set } = await cookiesOf('default');
    const line = (await send(set)) ?? '';
    expect(line).toMatch(new RegExp(`^__Host-sid=${set.value};`));
    for (const attribute of [/; path=\//i, /; httponly/i, /; secure/i, /; samesite=lax/i]) {
      expect(line).toMatch(attribute);
    }
    // Wide enough for the slowest machine. A wrong unit would be off by a factor of a thousand.
    const days = (lifetimeOf(line) ?? 0) / 86_400_000;
    expect(days).toBeGreaterThan(29);
    expect(days).toBeLessThan(30.1);
  });

  it('removes the cookie', async () => {
    const { removal } = await cookiesOf('default');
    const line = (await send(removal)) ?? '';
    expect(line).toMatch(/^__Host-sid=;/);
    expect(lifetimeOf(line)).toBeLessThanOrEqual(0);
  });

  it('lets a cookie end with the browser', async () => {
    const { set } = await cookiesOf('browser-close');
    expect(lifetimeOf((await send(set)) ?? '')).toBeUndefined();
  });
});
