import { Browser } from '../../fixture/browser.js';
import type { SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect, expectEmpty } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';
import { bulk } from './cookie-sizes.js';

/** A length that needs two cookies, but hardly more than one. */
const twoCookies = 4000;

/** Returns a browser whose session takes several cookies, and the value in the session. */
async function spread(fixture: SealedFixture): Promise<{ readonly browser: Browser; readonly crate: string }> {
  const browser = new Browser();
  const crate = bulk(twoCookies);
  await browser.visit(fixture.manage(fixture.one), (session) => session.set('crate', crate));
  const names = [...browser.cookies.keys()];
  const arePieces = names.length > 1 && names.every((name, index) => index === 0 || name === `${names[0]}.${index}`);
  expect(arePieces && names[0] === '__Host-sid', 'A long session must take several cookies of one name.', names);
  return { browser, crate };
}

function holding(cookies: Iterable<readonly [string, string]>): Browser {
  const browser = new Browser();
  for (const [name, value] of cookies) browser.hold(name, value);
  return browser;
}

async function expectAnonymous(fixture: SealedFixture, cookies: Iterable<readonly [string, string]>, what: string) {
  const { session, respond } = await holding(cookies).begin(fixture.manage(fixture.two));
  expect(session.isNew, `A session with ${what} must be an anonymous visit.`, Object.keys(session.toObject()));
  const { cookies: sent } = await respond();
  expectEmpty(sent, `A session with ${what} must set and clear no cookie.`);
}

export const chunkLaws = [
  law(
    '111c',
    'a session in several cookies is unsealed completely; if a piece is missing, foreign or exchanged, not at all',
    async (fixture) => {
      const { browser, crate } = await spread(fixture);
      const { browser: other } = await spread(fixture);
      const pieces = [...browser.cookies];
      const data = await browser.read(fixture.manage(fixture.two));
      expect(data['crate'] === crate, 'Pieces must be joined exactly.', 'they were not');
      // Browsers send cookies in any order.
      const turned = await holding(pieces.toReversed()).read(fixture.manage(fixture.one));
      expect(turned['crate'] === crate, 'Pieces must be found by their names, in any order.', 'they were not');
      for (const [name] of pieces) {
        const without = pieces.filter(([each]) => each !== name);
        await expectAnonymous(fixture, without, `the piece ${name} missing`);
        const foreign = new Map(pieces).set(name, other.cookies.get(name) ?? '');
        await expectAnonymous(fixture, foreign, `the piece ${name} of another session`);
        await expectAnonymous(fixture, new Map(pieces).set(name, ''), `the piece ${name} empty`);
      }
      const [[first, head] = ['', ''], [second, tail] = ['', '']] = pieces;
      const exchanged = new Map(pieces).set(first, tail).set(second, head);
      await expectAnonymous(fixture, exchanged, 'two pieces exchanged');
      const [count, piece = ''] = head.split('~');
      const renumbered = new Map(pieces).set(first, `${count}~${tail}`).set(second, piece);
      await expectAnonymous(fixture, renumbered, 'two pieces exchanged after their number');
      for (const number of ['1', '2', '3', '4', '5', '9', '0', '-1', '']) {
        if (number === count) continue;
        const miscounted = new Map(pieces).set(first, `${number}~${piece}`);
        await expectAnonymous(fixture, miscounted, `the number ${number} of pieces`);
      }
    },
    ['chunks'],
  ),

  law(
    '111d',
    'pieces that a shorter session no longer needs are expired, and destroy expires all pieces',
    async (fixture) => {
      const sessions = fixture.manage(fixture.one);
      const { browser } = await spread(fixture);
      await browser.visit(sessions, (session) => session.set('crate', 'little'));
      const left = [...browser.cookies.keys()];
      expect(left.length === 1, 'When a session becomes short again, its other pieces must be expired.', left);
      const data = await browser.read(sessions);
      expect(data['crate'] === 'little', 'The short session must open.', Object.keys(data));

      const { browser: leaving } = await spread(fixture);
      await leaving.visit(sessions, (session) => session.destroy());
      expect(leaving.header === undefined, 'destroy must expire every piece.', [...leaving.cookies.keys()]);
    },
    ['chunks'],
  ),
];
