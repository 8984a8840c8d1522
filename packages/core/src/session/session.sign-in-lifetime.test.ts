import { expect, it } from 'vitest';
import { day } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import type { Session } from './session.js';

type Visitor = Session<{ visits: number }, 'long'>;

/**
 * Returns how many days a session lasts after the requests of these handlers.
 */
async function daysAfter(...handlers: ((session: Visitor) => unknown)[]): Promise<number> {
  const now = 1_800_000_000_000;
  const clock = (): number => now;
  const lifetimes = { long: { idle: 60 * day, absolute: 300 * day } };
  const store = new MemorySessionStore({ clock });
  const sessions = new SessionManager<{ visits: number }, 'long'>({ store, clock, lifetimes });
  const jar = new CookieJar();
  for (const handler of handlers) await visit(sessions, jar, handler);
  const { expiresAt = NaN } = await sessions.read(jar.header);
  return (expiresAt - now) / day;
}

const guest = (session: Visitor): unknown => session.set('visits', 1);
const signIn = (session: Visitor): void => session.signIn('alice');

it.each<[string, number, ((session: Visitor) => unknown)[]]>([
  ["a guest's lifetime does not", 14, [(session) => (guest(session), session.useLifetime('long')), signIn]],
  ["a guest's expiry does not", 14, [(session) => (guest(session), session.expire({ after: { days: 40 } })), signIn]],
  [
    "a guest's early expiry does not",
    14,
    [(session) => (guest(session), session.expire({ after: { days: 2 } })), signIn],
  ],
  [
    'the lifetime that the same request set before does',
    60,
    [guest, (session) => (session.useLifetime('long'), signIn(session))],
  ],
  [
    'the lifetime that the same request set again before does',
    60,
    [
      (session) => (guest(session), session.useLifetime('long')),
      (session) => (session.useLifetime('long'), signIn(session)),
    ],
  ],
  [
    'the lifetime that the same request set afterwards does',
    60,
    [guest, (session) => (signIn(session), session.useLifetime('long'))],
  ],
  [
    'the expiry that the same request set before does',
    2,
    [guest, (session) => (session.expire({ after: { days: 2 } }), signIn(session))],
  ],
  ['the option lifetime does', 60, [guest, (session) => session.signIn('alice', { lifetime: 'long' })]],
  ["the same owner's lifetime does", 60, [(session) => session.signIn('alice', { lifetime: 'long' }), signIn]],
  ["another owner's lifetime does not", 14, [(session) => session.signIn('bob', { lifetime: 'long' }), signIn]],
])('%s apply after a sign-in', async (_, days, handlers) => {
  expect(await daysAfter(...handlers)).toBe(days);
});
