import type { Browser } from '../../fixture/browser.js';
import { type Fixture, writesAmong } from '../../fixture/fixture.js';
import { spied } from '../../fixture/spied-store.js';
import { newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';
import type { Sessions } from '../../suite/sessions.js';
import { visitLaw as law } from '../law-kinds.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function wait(fixture: Fixture, milliseconds: number): Promise<void> {
  return fixture.clock.reach(fixture.now() + milliseconds);
}

async function expectSession(browser: Browser, sessions: Sessions, isThere: boolean, when: string): Promise<void> {
  const data = await browser.read(sessions);
  expect((data['cart'] === 1) === isThere, `The session must ${isThere ? 'be there' : 'have ended'} ${when}.`, data);
}

export const timeoutLaws = [
  law(
    '43',
    'a renewal never extends beyond the absolute deadline',
    async (fixture) => {
      const sessions = fixture.manage(fixture.one, { idleTimeout: 10 * minute, absoluteTimeout: 15 * minute });
      const browser = await newVisitor(sessions);
      const began = fixture.now();
      for (let visit = 0; visit < 2; visit++) {
        await wait(fixture, 7 * minute);
        await expectSession(browser, sessions, true, 'within both timeouts');
        const stored = await fixture.held(browser.cookies);
        const latest = began + 15 * minute;
        const isBounded = stored !== undefined && stored.expiresAt <= latest + fixture.one.limits.expiryGranularityMs;
        expect(isBounded, `The stored deadline must not be later than the absolute one, ${latest}.`, stored?.expiresAt);
      }
      await wait(fixture, minute + fixture.one.limits.expiryGranularityMs);
      await expectSession(browser, sessions, false, 'after the absolute timeout, however busy it was');
    },
    ['a given clock'],
  ),

  law(
    '44',
    'reads renew the deadline at most once per renewEvery, or on a sealed store once per half of the idle timeout',
    async (fixture) => {
      const { store, calls } = spied(fixture.one);
      const sessions = fixture.manage(store, { idleTimeout: hour, absoluteTimeout: day, renewEvery: 10 * minute });
      const browser = await newVisitor(sessions);
      // Renewals of sealed sessions are rare, since a slow response could replace a newer cookie by an older one.
      const minutes = fixture.kind === 'sealed' ? 30 : 10;
      calls.length = 0;
      for (let visit = 0; visit < minutes - 1; visit++) {
        await wait(fixture, minute);
        await browser.read(sessions);
      }
      const early = writesAmong(calls);
      expectEmpty(early, `Reads within ${minutes} minutes must not write.`);
      await wait(fixture, 2 * minute);
      await browser.read(sessions);
      await browser.read(sessions);
      const due = writesAmong(calls);
      const demand = `The first read after ${minutes} minutes must renew by one write, and the next one must not.`;
      expect(due.length === 1, demand, due);
    },
    ['a given clock'],
  ),

  law(
    '62',
    'use renews the idle timeout and expire({ after }), and both end an unused session; the absolute timeout ends a used one',
    async (fixture) => {
      const sessions = fixture.manage(fixture.one, { idleTimeout: hour, absoluteTimeout: 5 * hour });
      const unused = await newVisitor(sessions);
      const used = await newVisitor(sessions);
      const short = await newVisitor(sessions);
      await short.visit(sessions, (session) => session.expire({ after: 10 * minute }));
      for (let visit = 0; visit < 8; visit++) {
        await wait(fixture, 8 * minute);
        await expectSession(used, sessions, true, 'while it is used within its idle timeout');
        await expectSession(short, sessions, true, 'while it is used within expire({ after })');
      }
      await expectSession(unused, sessions, false, 'once it was unused for longer than its idle timeout');
      await wait(fixture, 11 * minute);
      await expectSession(short, sessions, false, 'once it was unused for longer than expire({ after })');
      for (let visit = 0; visit < 5; visit++) {
        await wait(fixture, 40 * minute);
        await expectSession(used, sessions, true, 'while it is used, within its absolute timeout');
      }
      await wait(fixture, 40 * minute);
      await expectSession(used, sessions, false, 'after its absolute timeout, however busy');
    },
    ['a given clock'],
  ),

  law(
    '63',
    'a shortened timeout, idle or absolute, applies to existing sessions from the next load',
    async (fixture) => {
      const generous = { idleTimeout: 10 * day, absoluteTimeout: 20 * day, renewEvery: minute };
      const before = fixture.manage(fixture.one, generous);
      const [idle, absolute, kept] = [await newVisitor(before), await newVisitor(before), await newVisitor(before)];
      await wait(fixture, 90 * minute);
      // A write, because only its last seal tells when a sealed session was last visited.
      await absolute.visit(before, (session) => session.set('visits', 1));
      await wait(fixture, 30 * minute);
      const [shortIdle, shortAbsolute] = [{ idleTimeout: hour }, { idleTimeout: hour, absoluteTimeout: 100 * minute }];
      const when = 'timeout that was shortened meanwhile';
      await expectSession(idle, fixture.manage(fixture.two, shortIdle), false, `under an idle ${when}`);
      await expectSession(absolute, fixture.manage(fixture.two, shortAbsolute), false, `under an absolute ${when}`);
      const longEnough = fixture.manage(fixture.two, { idleTimeout: 3 * hour });
      await expectSession(kept, longEnough, true, 'under a shorter idle timeout that it keeps');
    },
    ['a given clock'],
  ),

  law(
    '64a',
    'expire({ at }), expire({ after }) and default survive a reload and apply on the server and in the cookie',
    async (fixture) => {
      const [first, second] = fixture.managers({ idleTimeout: day, absoluteTimeout: 10 * day });
      const at = fixture.now() + 3 * hour;
      const browser = await newVisitor(first);
      const request = await browser.begin(first);
      request.session.expire({ at });
      const [cookie] = (await request.respond()).cookies;
      expectEqual(cookie?.maxAgeSeconds, 3 * 3600, 'The cookie of expire({ at }) must last until then.');
      await wait(fixture, 3 * hour - minute);
      await expectSession(browser, second, true, 'a minute before expire({ at })');
      await wait(fixture, minute + fixture.one.limits.expiryGranularityMs);
      await expectSession(browser, second, false, 'at expire({ at })');

      const again = await newVisitor(first);
      await again.visit(first, (session) => session.expire({ after: hour }));
      await again.visit(second, (session) => session.expire('default'));
      await wait(fixture, 2 * hour);
      await expectSession(again, first, true, "after expire('default'), two hours later, within the idle timeout");
    },
    ['a given clock'],
  ),

  law(
    '64b',
    'a named lifetime survives a reload, with the timeouts that are configured now',
    async (fixture) => {
      const named = (days: number) => ({ lifetimes: { remembered: { idle: { days }, absolute: { days: 300 } } } });
      const sessions = fixture.manage(fixture.one, { idleTimeout: hour, absoluteTimeout: day, ...named(60) });
      const browser = await newVisitor(sessions);
      const request = await browser.begin(sessions);
      request.session.useLifetime('remembered');
      const [cookie] = (await request.respond()).cookies;
      // A sealed cookie is sent again at each renewal, so it lasts as long as the session in it.
      const days = fixture.kind === 'sealed' ? 60 : 300;
      const demand = `The cookie must last for the ${days} days of its named lifetime.`;
      expectEqual(cookie?.maxAgeSeconds, days * 86_400, demand);
      await wait(fixture, 3 * day);
      await expectSession(browser.copy(), sessions, true, 'within its named lifetime');
      const shortened = fixture.manage(fixture.two, { idleTimeout: hour, absoluteTimeout: day, ...named(1) });
      await wait(fixture, 2 * day);
      await expectSession(browser, shortened, false, 'after the timeouts of its named lifetime were shortened');
    },
    ['a given clock'],
  ),

  law(
    '65',
    'a browser-session cookie has no Max-Age, and the record on the server still expires',
    async (fixture) => {
      const sessions = fixture.manage(fixture.one, { idleTimeout: hour, absoluteTimeout: day });
      const browser = await newVisitor(sessions);
      const request = await browser.begin(sessions);
      request.session.expire('browser-close');
      const [cookie] = (await request.respond()).cookies;
      const isOpen = cookie !== undefined && cookie.maxAgeSeconds === undefined;
      const shown = cookie && { ...cookie, value: '…' };
      expect(isOpen, "expire('browser-close') must send a cookie without Max-Age.", shown);
      await wait(fixture, hour + fixture.one.limits.expiryGranularityMs);
      const when = 'after its idle timeout, although its cookie ends with the browser';
      await expectSession(browser, sessions, false, when);
    },
    ['a given clock'],
  ),
];
