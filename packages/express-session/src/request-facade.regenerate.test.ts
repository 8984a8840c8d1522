import { describe, expect, it } from 'vitest';
import { mount, setCookies } from '../test/mount.js';
import type { SessionOptions } from './options.js';

/** Returns the cookie that `regenerate` sets in the stored session of a guest. */
async function cookieOfLogin(options: SessionOptions): Promise<string | undefined> {
  const user = mount(options).browser();
  await user.visit(({ session }) => void (session.count = 1));
  const login = await user.visit(async (request) => {
    await request.session.regenerate();
    request.session.user = 'ann';
  });
  return setCookies(login)[0];
}

describe('regenerate in the session of a guest', () => {
  it('keeps what a function has returned for the cookie', async () => {
    const cookie = () => ({ maxAge: 60_000, sameSite: 'strict', domain: 'example.org' }) as const;
    expect(await cookieOfLogin({ cookie })).toMatch(
      /Domain=example\.org; Path=\/; Expires=.*; HttpOnly; SameSite=Strict/,
    );
  });

  it('keeps the date at which all cookies end', async () => {
    const expires = new Date(Date.now() + 60_000);
    expect(await cookieOfLogin({ cookie: { expires } })).toContain(`Expires=${expires.toUTCString()}`);
  });

  it.each([false, true])('stores an empty session if every visitor gets one (after save(): %s)', async (saves) => {
    const user = mount({ saveUninitialized: true }).browser();
    await user.visit(({ session }) => void (session.count = 1));
    let id = '';
    const login = await user.visit(async (request) => {
      await request.session.regenerate();
      if (saves) await request.session.save();
      id = request.sessionID;
    });
    expect(setCookies(login)).toHaveLength(1);
    expect((await user.visit(({ session, sessionID }) => `${sessionID} ${session.count}`)).text).toBe(
      `${id} undefined`,
    );
  });
});
