import { sessionIdOf } from '@sess/core';
import { race } from '../../bench.js';
import { Browser } from '../../browser.js';
import { expect, expectAbsent } from '../../expectations.js';
import { law } from '../../law.js';
import { isInterrupted, newcomer } from '../../visitors.js';

export const signingOutLaws = [
  law(
    '49',
    'destroying expires the cookie with the name, path, domain and flags that it was set with',
    async (bench) => {
      const cookies = [
        {},
        { name: 'shop', path: '/shop', domain: 'example.org', sameSite: 'strict' as const },
        { secure: true, sameSite: 'none' as const, partitioned: true },
      ];
      for (const cookie of cookies) {
        const sessions = bench.manage(bench.one, { cookie });
        const browser = new Browser();
        const request = await browser.begin(sessions);
        request.session.set('cart', 1);
        const [issued] = (await request.answer()).cookies;
        const leaving = await browser.begin(sessions);
        await leaving.session.destroy();
        const [removal, ...others] = (await leaving.answer()).cookies;
        expect(removal !== undefined && issued !== undefined && others.length === 0, 'destroy must send one cookie.', {
          removal,
          others,
        });
        const place = ({ value: _value, maxAgeSeconds: _age, ...rest }: typeof removal) => JSON.stringify(rest);
        const isSame = place(removal) === place(issued) && removal.value === '' && removal.maxAgeSeconds === 0;
        expect(isSame, 'The removal must be empty, expired, and in the very place of the cookie.', {
          issued: { ...issued, value: '…' },
          removal,
        });
      }
    },
  ),

  law(
    '50',
    'after destroy the session is a fresh anonymous one, and what is written then has a new key',
    async (bench) => {
      const [first, second] = bench.managers();
      const browser = await newcomer(first, 'Ursula');
      const old = browser.copy();
      const state = await browser.visit(first, async (session) => {
        await session.destroy();
        const after = { isNew: session.isNew, isEmpty: session.isEmpty, owner: session.owner, id: session.id };
        session.set('hint', 1);
        return after;
      });
      const isFresh = state.isNew && state.isEmpty && state.owner === undefined && state.id === undefined;
      expect(isFresh, 'After destroy the session must be new, empty, without owner and id.', state);
      expect(
        browser.key !== undefined && browser.key !== old.key,
        'What is written after destroy must have a new key.',
        browser.header,
      );
      const data = await browser.read(second);
      expect(
        data['hint'] === 1 && !('cart' in data),
        'The new session must hold only what was written after destroy.',
        data,
      );
      const replayed = await old.read(second);
      expect(Object.keys(replayed).length === 0, 'The old key must open nothing after destroy.', replayed);
    },
  ),

  law('71', 'a sign-out during a slow request: the session never loads again, whatever the order', async (bench) => {
    const managers = bench.managers();
    for (let round = 0; round < bench.rounds(50); round++) {
      const browser = await newcomer(managers[0], 'Ursula');
      const stolen = browser.copy();
      const id = browser.key && (await sessionIdOf(browser.key));
      const slowBrowser = browser.copy();
      const slow = await slowBrowser.begin(managers[1]);
      slow.session.set('late', round);
      if (round % 4 === 3) slow.session.regenerate();
      const leaving = await browser.begin(managers[0]);
      const [left, answered] = await race(
        round,
        async () => {
          await leaving.session.destroy();
          await leaving.answer();
        },
        () =>
          slow.answer().then(
            () => 'stored' as const,
            (error: unknown) => error,
          ),
      );
      const isTold = answered === 'stored' || isInterrupted(answered);
      expect(isTold, `A slow request beside a sign-out is stored before it, or interrupted, round ${round}.`, {
        left,
        answered,
      });
      // A regenerate that came first leaves its tombstone there, which opens nothing.
      const isTombstone = round % 4 === 3;
      if (id && !isTombstone) await expectAbsent(bench.two, id, `after a sign-out, round ${round}`);
      for (const each of [stolen, slowBrowser, browser]) {
        const data = await each.read(managers[1]);
        expect(
          Object.keys(data).length === 0,
          `No browser may load the session after its sign-out, round ${round}.`,
          data,
        );
      }
    }
  }),
];
