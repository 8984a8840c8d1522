import { randomBytes } from 'node:crypto';
import { serializeSetCookie, type SetCookie } from '@sess/core';
import { isTooLarge } from '../../fixture/error-kinds.js';
import { Browser } from '../../fixture/browser.js';
import { expect, expectRejection } from '../../suite/expect.js';
import type { Sessions } from '../../suite/sessions.js';
import type { ManagerOptions } from '../../suite/suite-options.js';
import { sealedLaw as law } from '../law-kinds.js';

/** What every browser keeps of a cookie, in bytes: name, value and attributes together (RFC 6265, section 6.1). */
const cookieBytes = 4096;

/** Text that hardly compresses. */
export function bulk(length: number): string {
  return randomBytes(length).toString('base64').slice(0, length);
}

/** The cookies by which that much goes out, or the error that says it cannot. */
async function issued(sessions: Sessions, browser: Browser, length: number): Promise<readonly SetCookie[] | Error> {
  const request = await browser.begin(sessions);
  request.session.set('crate', bulk(length)).set('note', 1);
  return request.answer().then(
    ({ cookies }) => cookies,
    (error: unknown) => error as Error,
  );
}

interface Greatest {
  readonly length: number;
  readonly cookies: readonly SetCookie[];
  /** Who holds them. */
  readonly browser: Browser;
}

/**
 * The greatest length that goes out, found by halving, with the cookies it went out by: where a store compresses, no two texts
 * of one length need take the same room.
 */
async function findGreatest(sessions: Sessions, beyond: number): Promise<Greatest> {
  let fails = beyond;
  let greatest: Greatest = { length: 0, cookies: [], browser: new Browser() };
  while (fails - greatest.length > 1) {
    const length = (greatest.length + fails) >> 1;
    const browser = new Browser();
    const cookies = await issued(sessions, browser, length);
    if (cookies instanceof Error) fails = length;
    else greatest = { length, cookies, browser };
  }
  return greatest;
}

const places: readonly NonNullable<ManagerOptions['cookie']>[] = [
  {},
  { name: `shop-${'n'.repeat(100)}`, path: `/${'p'.repeat(300)}`, domain: 'shop.example.org', sameSite: 'strict' },
];

export const cookieSizeLaws = [
  law(
    '111b',
    'name, value and attributes stay within 4,096 bytes a cookie; what does not fit is refused by an error that names the largest keys',
    async (fixture) => {
      const { maxCookies = 1, limits } = fixture.one;
      for (const cookie of places) {
        const sessions = fixture.manage(fixture.one, { cookie });
        const { length: greatest, cookies, browser } = await findGreatest(sessions, limits.maxPayloadBytes + 1);
        expect(greatest > 1000, 'A session of 1,000 characters must fit into its cookie.', { greatest });
        const lengths = cookies.map((each) => serializeSetCookie(each).length);
        const isKept = Math.max(...lengths) <= cookieBytes && lengths.length <= maxCookies;
        const demand = `A session must take at most ${maxCookies} cookies of at most ${cookieBytes} bytes: browsers drop others.`;
        expect(isKept, demand, lengths);
        const former = await browser.read(fixture.manage(fixture.two, { cookie }));
        expect(String(former['crate']).length === greatest, 'The largest session must open again.', 'it did not');

        const request = await browser.begin(sessions);
        request.session.set('crate', bulk(greatest + Math.ceil(greatest / 100)));
        const refusal = 'What does not fit into the cookies must be refused with SessionTooLargeError';
        const { message } = await expectRejection(request.answer(), isTooLarge, `${refusal}.`);
        expect(message.includes('crate'), `${refusal} that names the largest keys.`, message);
        const after = await browser.read(sessions);
        expect(after['crate'] === former['crate'], 'After that the session must be as it was.', 'it was not');
      }
    },
  ),
];
