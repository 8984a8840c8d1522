import { expect } from 'vitest';
import { type Run, type Subject, same } from './behaviour.js';
import type { SessionCookie } from './library.js';

const cookieWith =
  (options: object | undefined, look: (cookie: SessionCookie) => unknown, expected: unknown): Run =>
  ({ library: { session } }) => {
    expect(look(new session.Cookie(options))).toBe(expected);
  };

const noon = new Date(Date.UTC(2030, 0, 1, 12));

export const cookieClass: Subject = {
  subject: 'The class `Cookie`',
  behaviours: [
    same(
      'makes an object',
      cookieWith(undefined, (cookie) => typeof cookie, 'object'),
    ),
    same(
      'has null as `expires`',
      cookieWith(undefined, (cookie) => cookie.expires, null),
    ),
    same(
      'is `httpOnly`',
      cookieWith(undefined, (cookie) => cookie.httpOnly, true),
    ),
    same(
      'has the path `/`',
      cookieWith(undefined, (cookie) => cookie.path, '/'),
    ),
    same(
      'has null as `maxAge`',
      cookieWith(undefined, (cookie) => cookie.maxAge, null),
    ),
    same(
      'makes an object with no options given',
      cookieWith({}, (cookie) => typeof cookie, 'object'),
    ),
    same(
      'takes `expires`',
      cookieWith({ expires: noon }, (cookie) => cookie.expires, noon),
    ),
    same(
      'takes `maxAge` from `expires`',
      cookieWith({ expires: noon }, (cookie) => Date.now() + cookie.maxAge!, noon.getTime()),
    ),
    same(
      'takes `httpOnly`',
      cookieWith({ httpOnly: false }, (cookie) => cookie.httpOnly, false),
    ),
    same(
      'takes `path`',
      cookieWith({ path: '/foo' }, (cookie) => cookie.path, '/foo'),
    ),
  ],
};
