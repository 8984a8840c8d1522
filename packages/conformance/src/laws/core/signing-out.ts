import { Browser } from '../../fixture/browser.js';
import { canRevoke } from '../../fixture/fixture.js';
import { newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty } from '../../suite/expect.js';
import { visitLaw as law } from '../law-kinds.js';

export const signingOutLaws = [
  law(
    '49',
    'destroy expires the cookie with the same name, path, domain and flags with which it was set',
    async (fixture) => {
      const cookies = [
        {},
        { name: 'shop', path: '/shop', domain: 'example.org', sameSite: 'strict' as const },
        { secure: true, sameSite: 'none' as const, partitioned: true },
      ];
      for (const cookie of cookies) {
        const sessions = fixture.manage(fixture.one, { cookie });
        const browser = new Browser();
        const request = await browser.begin(sessions);
        request.session.set('cart', 1);
        const [issued] = (await request.respond()).cookies;
        const leaving = await browser.begin(sessions);
        await leaving.session.destroy();
        const [removal, ...others] = (await leaving.respond()).cookies;
        expect(removal !== undefined && issued !== undefined, 'destroy must send a cookie.', { removal, issued });
        const place = ({ value: _value, maxAgeSeconds: _age, expires: _end, ...rest }: typeof removal) =>
          JSON.stringify(rest);
        // If a session may have several cookies, all pieces are removed.
        for (const [index, other] of others.entries()) {
          const isPiece =
            fixture.kind === 'sealed' && place({ ...other, name: issued.name }) === place(issued) && other.value === '';
          const isExpired = other.maxAgeSeconds === 0 && other.name === `${issued.name}.${index + 1}`;
          expect(isPiece && isExpired, 'destroy must send no cookies except the removals of the pieces.', other);
        }
        const isSame = place(removal) === place(issued) && removal.value === '' && removal.maxAgeSeconds === 0;
        const shown = { issued: { ...issued, value: '…' }, removal };
        expect(isSame, 'The removal must be empty, expired, and for the same place as the cookie.', shown);
      }
    },
  ),

  law('50', 'after destroy, the session is new and anonymous, and a write gets a new cookie', async (fixture) => {
    const [first, second] = fixture.managers();
    const browser = await newVisitor(first, 'Ursula');
    const old = browser.copy();
    const state = await browser.visit(first, async (session) => {
      await session.destroy();
      const after = { isNew: session.isNew, isEmpty: session.isEmpty, owner: session.owner, id: session.id };
      session.set('hint', 1);
      return after;
    });
    const isFresh = state.isNew && state.isEmpty && state.owner === undefined && state.id === undefined;
    expect(isFresh, 'After destroy, the session must be new and empty, without owner and id.', state);
    const isReplaced = browser.header !== undefined && browser.header !== old.header;
    const left = browser.header === undefined ? 'none' : 'the old one';
    expect(isReplaced, 'A write after destroy must get a new cookie.', left);
    const data = await browser.read(second);
    const isClean = data['hint'] === 1 && !('cart' in data);
    expect(isClean, 'The new session must contain only what was written after destroy.', data);
    if (!canRevoke(fixture)) return;
    const replayed = await old.read(second);
    expectEmpty(replayed, 'The old cookie must open nothing after destroy.');
  }),
];
