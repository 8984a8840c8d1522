import { describe, expect, it } from 'vitest';
import { mount, setCookies } from '../test/mount.js';

describe('unset', () => {
  it.each([
    ['null', (request: { session?: unknown }) => void (request.session = null)],
    ['undefined', (request: { session?: unknown }) => void (request.session = undefined)],
    ['delete', (request: { session?: unknown }) => delete request.session],
  ])('by %s, keeps the session that is stored, without changes', async (_how, unset) => {
    const { browser } = mount();
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    const response = await user.visit((request) => {
      request.session.user = 'bob';
      unset(request);
      return typeof request.session;
    });
    expect([response.text, setCookies(response)]).toEqual(['undefined', []]);
    expect((await user.visit(({ session }) => session.user)).text).toBe('ann');
  });

  it.each([
    ['null', (request: { session?: unknown }) => void (request.session = null)],
    ['delete', (request: { session?: unknown }) => delete request.session],
  ])("by %s, ends the session with unset: 'destroy'", async (_how, unset) => {
    const { browser } = mount({ unset: 'destroy' });
    const user = browser();
    let id = '';
    await user.visit(({ session }) => void ((session.user = 'ann'), (id = session.id)));
    const left = await user.visit((request) => void unset(request));
    expect(setCookies(left)).toEqual([expect.stringContaining('connect.sid=; ')]);
    const back = await user.visit(({ session }) => `${session.user} ${session.id === id}`);
    expect(back.text).toBe('undefined false');
  });

  it("by null, ends the session with unset: 'destroy' even if the response is a server error", async () => {
    const { browser } = mount({ unset: 'destroy' });
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    await user.visit((request, response) => {
      Object.assign(request, { session: null });
      response.statusCode = 500;
    });
    expect((await user.visit(({ session }) => String(session.user))).text).toBe('undefined');
  });

  it('by null, ends a session that regenerate() was to replace', async () => {
    const { browser } = mount();
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    await user.visit(async (request) => {
      await request.session.regenerate();
      Object.assign(request, { session: null });
    });
    expect((await user.visit(({ session }) => String(session.user))).text).toBe('undefined');
  });

  it('creates nothing for a visitor without a session', async () => {
    const { browser } = mount({ saveUninitialized: true });
    const response = await browser().visit((request) => void Object.assign(request, { session: null }));
    expect(setCookies(response)).toEqual([]);
  });

  it('takes the session back that was removed, and no other object', async () => {
    const { browser } = mount();
    const user = browser();
    await user.visit((request) => {
      const { session } = request;
      Object.assign(request, { session: null });
      request.session = session;
      session.user = 'ann';
    });
    const refused = await user.visit((request) => {
      expect(() => Object.assign(request, { session: { user: 'bob' } })).toThrow(/null or undefined only/);
      return request.session.user;
    });
    expect(refused.text).toBe('ann');
  });
});
