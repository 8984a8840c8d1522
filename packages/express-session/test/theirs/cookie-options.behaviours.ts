import { expect } from 'vitest';
import { type Behaviour, differs, type Run, type Subject, same } from './behaviour.js';
import type { SessionRequest } from './library.js';
import { secureByHeader } from './secure-connections.behaviours.js';
import type { Visit } from './site.js';

const end = (_: SessionRequest, response: { end(): unknown }): unknown => response.end();

const atPath =
  (visit: Visit, isSent: boolean, prepare?: (request: SessionRequest) => void): Run =>
  async (trial) => {
    const site = await trial.serve({ cookie: { path: '/foo/bar' } }, end, prepare);
    const reply = await site.visit(visit);
    expect(reply.status).toBe(200);
    expect(reply.cookies).toHaveLength(isSent ? 1 : 0);
  };

/** What a framework does to the request when an application is mounted there. */
const mountedAtFoo = (request: SessionRequest): void => {
  request.originalUrl = request.url;
  request.url = request.url.slice('/foo'.length);
};

/** The cookie has these attributes; `undefined` for one that it must not have. `null`: there is no cookie. */
const attributes =
  (options: object, visit: Visit, expected: Record<string, string | true | undefined> | null): Run =>
  async (trial) => {
    const prepare = 'proxy' in options ? undefined : secureByHeader;
    const site = await trial.serve(options, end, prepare);
    const reply = await site.visit(visit);
    expect(reply.status).toBe(200);
    expect(reply.cookies).toHaveLength(expected === null ? 0 : 1);
    for (const [name, value] of Object.entries(expected ?? {})) {
      expect([name, reply.cookies[0]!.attributes[name]]).toEqual([name, value]);
    }
  };

const secure: Visit = { headers: { 'X-Secure': 'true' } };
const insecure: Visit = { headers: { 'X-Secure': 'false' } };
const httpsByProxy: Visit = { headers: { 'X-Forwarded-Proto': 'https' } };
const httpByProxy: Visit = { headers: { 'X-Forwarded-Proto': 'http' } };
const automatic = { sameSite: 'auto' };
const lax = { samesite: 'Lax' };
const none = { samesite: 'None' };

/** Browsers refuse SameSite=None without Secure. */
function withoutSecure(title: string, options: object, visit: Visit): Behaviour {
  return differs(
    title,
    attributes(options, visit, { ...none, secure: undefined }),
    'A cookie with `SameSite=None` is always `Secure`: browsers drop it otherwise, and every session with it',
    attributes(options, visit, { ...none, secure: true }),
  );
}

const fixedOptions = { path: '/test', httpOnly: true, secure: false };
const fixedAttributes = { path: '/test', httponly: true, secure: undefined } as const;

export const cookieOptions: Subject = {
  subject: 'The option `cookie`',
  behaviours: [
    same('with a `path`, does nothing for a request outside it', atPath({ path: '/' }, false)),
    same(
      'with a `path`, does nothing when only the `Host` header contains it',
      atPath({ path: '/', headers: { host: 'http://foo/bar' } }, false),
    ),
    same('with a `path`, works for that path', atPath({ path: '/foo/bar' }, true)),
    same('with a `path`, works below that path', atPath({ path: '/foo/bar/baz' }, true)),
    same(
      'with a `path`, looks at the original URL of a mounted application',
      atPath({ path: '/foo/bar' }, true, mountedAtFoo),
    ),
    same(
      'with a `path`, ignores the URL inside a mounted application',
      atPath({ path: '/foo/foo/bar' }, false, mountedAtFoo),
    ),
    same(
      'with `secure: "auto"`, is secure when a trusted proxy says so',
      attributes({ proxy: true, cookie: { secure: 'auto' } }, httpsByProxy, { secure: true }),
    ),
    same(
      'with `secure: "auto"`, is not secure when a proxy says so that is not trusted',
      attributes({ proxy: false, cookie: { secure: 'auto' } }, httpsByProxy, { secure: undefined }),
    ),
    same(
      'with `secure: "auto"`, is secure when `request.secure` is true',
      attributes({ cookie: { secure: 'auto' } }, secure, { secure: true }),
    ),
    same(
      'with `secure: "auto"`, is not secure when `request.secure` is false',
      attributes({ cookie: { secure: 'auto' } }, insecure, { secure: undefined }),
    ),
    same('may be a function', attributes({ cookie: () => fixedOptions }, { path: '/test' }, fixedAttributes)),
    same(
      'may be a function of the request',
      attributes(
        { cookie: ({ url }: SessionRequest) => ({ ...fixedOptions, path: url }) },
        { path: '/test' },
        fixedAttributes,
      ),
    ),
    withoutSecure(
      'with `sameSite: "auto"`, is `None` on a secure connection without being `Secure`',
      { cookie: automatic },
      secure,
    ),
    same(
      'with `sameSite: "auto"`, is `Lax` on an insecure connection',
      attributes({ cookie: automatic }, insecure, lax),
    ),
    withoutSecure(
      'with `sameSite: "auto"`, is `None` behind a trusted proxy with TLS without being `Secure`',
      { proxy: true, cookie: automatic },
      httpsByProxy,
    ),
    same(
      'with `sameSite: "auto"`, is `Lax` behind a trusted proxy without TLS',
      attributes({ proxy: true, cookie: automatic }, httpByProxy, lax),
    ),
    same(
      'with `sameSite: "auto"`, is `Lax` behind a proxy that is not trusted',
      attributes({ proxy: false, cookie: automatic }, httpsByProxy, lax),
    ),
    same(
      'with `secure` and `sameSite` as `"auto"`, is `Secure` and `None` on a secure connection',
      attributes({ cookie: { ...automatic, secure: 'auto' } }, secure, { ...none, secure: true }),
    ),
    same(
      'with `secure` and `sameSite` as `"auto"`, is `Lax` and not `Secure` on an insecure connection',
      attributes({ cookie: { ...automatic, secure: 'auto' } }, insecure, { ...lax, secure: undefined }),
    ),
    withoutSecure(
      'with `secure: false` and `sameSite: "auto"`, is `None` on a secure connection without being `Secure`',
      { cookie: { ...automatic, secure: false } },
      secure,
    ),
    same(
      'with `secure: false` and `sameSite: "auto"`, is `Lax` on an insecure connection',
      attributes({ cookie: { ...automatic, secure: false } }, insecure, { ...lax, secure: undefined }),
    ),
    same(
      'with `secure: true` and `sameSite: "auto"`, is `Secure` and `None` on a secure connection',
      attributes({ cookie: { ...automatic, secure: true } }, secure, { ...none, secure: true }),
    ),
    same(
      'with `secure: true` and `sameSite: "auto"`, sends no cookie on an insecure connection',
      attributes({ cookie: { ...automatic, secure: true } }, insecure, null),
    ),
    same('is not `Partitioned` by default', attributes({}, {}, { partitioned: undefined })),
    same(
      'with `partitioned: false`, is not `Partitioned`',
      attributes({ cookie: { partitioned: false } }, {}, { partitioned: undefined }),
    ),
    same(
      'with `partitioned: true`, is `Partitioned`',
      attributes({ cookie: { partitioned: true } }, {}, { partitioned: true }),
    ),
  ],
};
