import { describe, expect, it } from 'vitest';
import { serializeSetCookie } from '../../src/cookie/set-cookie.js';
import type { CommitResult } from '../../src/http/request-binding.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { jsonSerializer } from '../../src/payload/json-serializer.js';
import type { Session } from '../../src/session/session.js';
import { type Options, type Shop, day, setUp } from '../set-up.js';
import { visit } from '../visits.js';

/** The `Set-Cookie` header of a first visit. */
async function firstCookie(options: Options, secure = true): Promise<string> {
  const { sessions, jar } = setUp(options);
  const { cookies } = await visit(sessions, jar, (session) => session.set('visits', 1), { secure });
  return serializeSetCookie(cookies[0]!);
}

describe('Settings', () => {
  it('SESSION_ENGINE', async () => {
    const store = new MemorySessionStore();
    const { sessions, jar } = setUp({ store, clock: Date.now });
    await visit(sessions, jar, (session) => session.set('name', 'Alice'));
    expect(store.dump()).toContain('Alice');
  });

  it('SESSION_SERIALIZER', () => {
    const { sessions } = setUp({ serializer: { ...jsonSerializer, name: 'own' } });
    expect(sessions.encode({ visits: 1 })).toMatch(/^own:/);
  });

  it('SESSION_COOKIE_AGE', async () => {
    const { sessions, jar, time } = setUp({ idleTimeout: { days: 3 }, absoluteTimeout: { days: 5 } });
    const { cookies } = await visit(sessions, jar, (session) => session.set('visits', 1));
    expect(cookies[0]!.maxAgeSeconds).toBe((5 * day) / 1000);
    expect((await sessions.read(jar.header)).expiresAt).toBe(time.now + 3 * day);
    expect((await visit(sessions, jar, (session) => session.set('visits', 2))).cookies).toEqual([]);
  });

  it('SESSION_SAVE_EVERY_REQUEST', async () => {
    const { sessions, jar, time } = setUp({ renewEvery: { hours: 1 } });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const first = time.now + 14 * day;
    const look = async (): Promise<number> => {
      const { cookies } = await visit(sessions, jar, (session) => session.get('visits'));
      expect(cookies).toEqual([]);
      return (await sessions.read(jar.header)).expiresAt! - first;
    };
    time.now += 3_599_999;
    expect(await look()).toBe(0);
    time.now += 1;
    expect(await look()).toBe(3_600_000);
  });

  it('SESSION_EXPIRE_AT_BROWSER_CLOSE', async () => {
    const { sessions, jar } = setUp();
    const { cookies } = await visit(sessions, jar, (session) => {
      session.signIn('alice');
      session.expire('browser-close');
    });
    expect(serializeSetCookie(cookies[0]!)).not.toMatch(/Max-Age|Expires/);
  });

  it('SESSION_COOKIE_NAME', async () => {
    expect(await firstCookie({})).toMatch(/^__Host-sid=/);
    expect(await firstCookie({}, false)).toMatch(/^sid=/);
    expect(await firstCookie({ cookie: { name: 'shop' } })).toMatch(/^__Host-shop=/);
  });

  it('SESSION_COOKIE_DOMAIN', async () => {
    expect(await firstCookie({})).not.toContain('Domain');
    const set = setUp({ cookie: { domain: 'example.com', path: '/app' } });
    const cookie = (handler: (session: Session<Shop>) => unknown): Promise<CommitResult> =>
      visit(set.sessions, set.jar, handler);
    const place = { name: '__Secure-sid', domain: 'example.com', path: '/app' };
    expect((await cookie((session) => session.set('visits', 1))).cookies).toMatchObject([place]);
    // Else the browser would keep it.
    expect((await cookie((session) => session.destroy())).cookies).toMatchObject([{ ...place, maxAgeSeconds: 0 }]);
  });

  it('SESSION_COOKIE_PATH', async () => {
    expect(await firstCookie({})).toContain('; Path=/;');
    expect(await firstCookie({ cookie: { path: '/app' } })).toContain('; Path=/app;');
  });

  it('SESSION_COOKIE_SECURE', async () => {
    expect(await firstCookie({})).toContain('; Secure');
    expect(await firstCookie({}, false)).not.toContain('Secure');
    expect(await firstCookie({ cookie: { secure: true } }, false)).toContain('; Secure');
  });

  it('SESSION_COOKIE_SAMESITE', async () => {
    expect(await firstCookie({})).toContain('; SameSite=Lax');
    expect(await firstCookie({ cookie: { sameSite: 'strict' } })).toContain('; SameSite=Strict');
  });

  it('SESSION_COOKIE_HTTPONLY', async () => {
    expect(await firstCookie({})).toContain('; HttpOnly');
    expect(() => setUp({ cookie: { httpOnly: false } as object })).toThrow(/httpOnly/);
  });
});
