import { randomBytes } from 'node:crypto';
import { serializeSetCookie, type SetCookie } from '@sess/core';
import { tooLargeError } from '../../fixture/error-kinds.js';
import { Browser } from '../../fixture/browser.js';
import { expect, expectRejection } from '../../suite/expect.js';
import type { Sessions } from '../../suite/sessions.js';
import type { ManagerOptions } from '../../suite/suite-options.js';
import { sealedLaw as law } from '../law-kinds.js';

/** The size of a cookie that every browser keeps, in bytes of name, value and attributes (RFC 6265, section 6.1). */
const cookieBytes = 4096;

/** Returns text that hardly compresses. */
export function bulk(length: number): string {
  return randomBytes(length).toString('base64').slice(0, length);
}

/** Returns the cookies of a session with a value of this length, or the error if it does not fit. */
async function issued(sessions: Sessions, browser: Browser, length: number): Promise<readonly SetCookie[] | Error> {
  const request = await browser.begin(sessions);
  request.session.set('crate', bulk(length)).set('note', 1);
  return request.respond().then(
    ({ cookies }) => cookies,
    (error: unknown) => error as Error,
  );
}

interface Greatest {
  readonly length: number;
  readonly cookies: readonly SetCookie[];
  /** The browser that holds the cookies. */
  readonly browser: Browser;
}

/**
 * Finds the greatest length that fits, by bisection. Returns its cookies too, because with compression, two texts of
 * one length can differ in size.
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
    'each cookie has at most 4,096 bytes of name, value and attributes; the error for a larger session names the largest keys',
    async (fixture) => {
      const { maxCookies = 1, limits } = fixture.one;
      for (const cookie of places) {
        const sessions = fixture.manage(fixture.one, { cookie });
        const { length: greatest, cookies, browser } = await findGreatest(sessions, limits.maxPayloadBytes + 1);
        // The rest of the smallest limit is for what core stores with it.
        expect(greatest > 900, 'A session of 900 characters must fit into its cookies.', { greatest });
        const lengths = cookies.map((each) => serializeSetCookie(each).length);
        const isKept = Math.max(...lengths) <= cookieBytes && lengths.length <= maxCookies;
        const demand = `A session must take at most ${maxCookies} cookies of at most ${cookieBytes} bytes: browsers drop larger ones.`;
        expect(isKept, demand, lengths);
        const former = await browser.read(fixture.manage(fixture.two, { cookie }));
        expect(String(former['crate']).length === greatest, 'The largest session must open again.', 'it did not');

        const request = await browser.begin(sessions);
        request.session.set('crate', bulk(greatest + Math.ceil(greatest / 100)));
        const what = 'a session that does not fit into its cookies';
        const { message } = await expectRejection(request.respond(), tooLargeError, what);
        expect(message.includes('crate'), `The error of ${what} must name the largest keys.`, message);
        const after = await browser.read(sessions);
        expect(after['crate'] === former['crate'], 'After that, the session must be as it was.', 'it was not');
      }
    },
  ),
];
