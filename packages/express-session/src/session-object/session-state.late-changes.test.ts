import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { OwnerOf } from './owner.js';
import { type Handler, mount, setCookies, type TestBrowser } from '../../test/mount.js';

type LateHandler = (request: Parameters<Handler>[0]) => unknown;

/** Sends a request whose handler goes on when its response has been sent. Returns what that returns. */
async function visitLate(browser: TestBrowser, late: LateHandler, early: LateHandler = () => undefined) {
  let done!: (result: unknown) => void;
  const result = new Promise<unknown>((resolve) => {
    done = resolve;
  });
  await browser.visit(async (request, response) => {
    early(request);
    const closed = once(response, 'close');
    response.end('sent');
    await closed;
    const returned = await late(request);
    // Core stores a late change once the code that makes it has paused.
    await setImmediate();
    done(returned);
  });
  return result;
}

async function openBrowser() {
  const mounted = mount();
  const user = mounted.browser();
  const first = await user.visit(({ session }) => void (session.one = 1));
  return { ...mounted, user, headers: { cookie: setCookies(first)[0]!.split(';')[0]! } };
}

it('signs nobody in, because the key from before would be that of the user', async () => {
  const { user, browser, headers } = await openBrowser();
  const outcome = await visitLate(user, async ({ session }) => {
    session.passport = { user: 'ann' };
    return [JSON.stringify(session.passport), await session.save().catch((error: unknown) => error)];
  });
  expect(outcome).toEqual(['{"user":"ann"}', expect.objectContaining({ code: 'WRONG_TIME' })]);
  const thief = await browser().visit(({ session }) => JSON.stringify([session.one, session.passport]), { headers });
  expect([thief.text, setCookies(thief)]).toEqual(['[1,null]', []]);
});

it.each([
  ['passport', { user: 'ann' }, undefined],
  ['user', 'ann', ({ user }) => user as string | undefined],
] satisfies [string, unknown, OwnerOf | undefined][])(
  'signs out by %s, and ends the session in the store',
  async (name, value, owner) => {
    const { browser, middleware } = mount({ owner });
    const user = browser();
    const login = await user.visit(({ session }) => void Object.assign(session, { [name]: value }));
    const ended = new Promise((resolve) => {
      middleware.sessions.on('destroyed', resolve);
    });
    await visitLate(user, ({ session }) => Reflect.deleteProperty(session, name));
    await ended;
    const headers = { cookie: setCookies(login)[0]!.split(';')[0]! };
    expect((await browser().visit(({ session }) => Object.keys(session).join(), { headers })).text).toBe('cookie');
  },
);

it('is stored beside an owner who stays', async () => {
  const { user } = await openBrowser();
  await user.visit(({ session }) => void (session.passport = { user: 'ann' }));
  await visitLate(user, ({ session }) => void (session.two = 2));
  expect((await user.visit(({ session }) => JSON.stringify([session.two, session.passport]))).text).toBe(
    '[2,{"user":"ann"}]',
  );
});

it('is warned about for each request that loses one, because it would begin a session', async () => {
  const { browser } = mount();
  const codes: unknown[] = [];
  const note = ({ code }: Error & { code?: unknown }): unknown => codes.push(code);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  for (let count = 1; count <= 2; count++) {
    await visitLate(browser(), ({ session }) => {
      session.one = 1;
      session.two = 2;
    });
  }
  expect(codes).toEqual(['SESS_CHANGE_TOO_LATE', 'SESS_CHANGE_TOO_LATE']);
});
