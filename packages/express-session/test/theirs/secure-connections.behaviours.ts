import { expect } from 'vitest';
import { type Run, type Subject, same } from './behaviour.js';
import type { SessionRequest } from './library.js';
import type { Visit } from './site.js';

const byProxy: Visit = { headers: { 'X-Forwarded-Proto': 'https' } };

/** Lets a header say what a framework would have found out. */
export const secureByHeader = (request: SessionRequest): void => {
  const header = request.headers['x-secure'];
  request.secure = header === undefined ? undefined : header === 'true';
};

const secureCookie =
  (options: object, visit: Visit, isSent: boolean): Run =>
  async (trial) => {
    const respond = (request: SessionRequest): string => `secure: ${String(request.secure)}`;
    const site = await trial.serve(
      { cookie: { secure: true, maxAge: 60_000 }, ...options },
      (request, response) => response.end(respond(request)),
      secureByHeader,
    );
    const reply = await site.visit(visit);
    expect(reply.status).toBe(200);
    expect(reply.text).toBe(`secure: ${visit.headers?.['X-Secure']}`);
    expect(reply.cookies).toHaveLength(isSent ? 1 : 0);
    if (isSent) expect(reply.cookies[0]!.attributes).toHaveProperty('secure', true);
  };

const bothHeaders: Visit = { headers: { 'X-Forwarded-Proto': 'https', 'X-Secure': 'true' } };

export const secureConnections: Subject = {
  subject: 'Secure cookies and the option `proxy`',
  behaviours: [
    same('with `proxy: true`, believes `X-Forwarded-Proto`', secureCookie({ proxy: true }, byProxy, true)),
    same(
      'with `proxy: true`, believes the first of a list in `X-Forwarded-Proto`',
      secureCookie({ proxy: true }, { headers: { 'X-Forwarded-Proto': 'https,http' } }, true),
    ),
    same(
      'with `proxy: true`, sends no secure cookie when the header is missing',
      secureCookie({ proxy: true }, {}, false),
    ),
    same('with `proxy: false`, ignores `X-Forwarded-Proto`', secureCookie({ proxy: false }, byProxy, false)),
    same('with `proxy: false`, ignores `request.secure`', secureCookie({ proxy: false }, bothHeaders, false)),
    same('without `proxy`, ignores `X-Forwarded-Proto`', secureCookie({}, byProxy, false)),
    same('without `proxy`, believes `request.secure`', secureCookie({}, bothHeaders, true)),
    same('sends a secure cookie on a connection with TLS', async (trial) => {
      const middleware = trial.session({ cookie: { secure: true } });
      const site = await trial.serveMiddleware(middleware, (_, response) => response.end(), { isSecure: true });
      const reply = await site.visit();
      expect(reply).toMatchObject({ status: 200, cookies: [{ name: 'connect.sid', attributes: { secure: true } }] });
    }),
    same('sends no secure cookie on a connection without TLS', secureCookie({}, {}, false)),
  ],
};
