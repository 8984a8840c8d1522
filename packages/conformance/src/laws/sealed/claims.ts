import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import type { SealedRecord } from '@sess/core';
import { expectSoundLimits, expectUnknownOptionRefused } from '../../fixture/construction.js';
import { sessionError, tooLargeError } from '../../fixture/error-kinds.js';
import { context, expectOpened, newSealingKey, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import type { SealedOpenOptions } from '../../suite/sealed-subject.js';
import { sealedLaw as law } from '../law-kinds.js';

/** Returns text of exactly this many bytes of UTF-8, with fewer units than bytes, that hardly compresses. */
function incompressibleText(bytes: number): string {
  const body = randomBytes(bytes)
    .toString('base64')
    .slice(0, Math.max(0, bytes - 2 * Math.floor(bytes / 8)));
  return 'é'.repeat(Math.floor(bytes / 8)) + body;
}

/** Returns the error of `seal` for a record with these fields; fails unless they are over a limit. */
function expectSealRefused(fixture: SealedFixture, fields: Partial<SealedRecord>, what: string) {
  return expectRejection(() => fixture.one.seal(fixture.record(fields), context), tooLargeError, what);
}

/** Secrets that are short or obviously not random, whether read as text or as base64url. */
const weakSecrets = [
  '',
  'hunter2',
  'keyboard cat',
  'correct-horse-battery-staple',
  randomBytes(15).toString('base64url'),
  'A'.repeat(43),
  'a'.repeat(64),
  '0'.repeat(64),
  'changeme'.repeat(8),
  'MySecretKey'.repeat(4),
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  randomBytes(16).toString('hex').repeat(2),
];

export const sealedClaimLaws = [
  law('1', 'kind is correct, and limits are plain, frozen, and the same on every instance', async ({ one, two }) => {
    expectEqual(one.kind, 'sealed', "kind must be 'sealed'.");
    expectSoundLimits(one, two, Date.now());
    await Promise.resolve();
  }),

  law('2', 'every claimed ability has its method, and no other has one', async ({ one, two, subject }) => {
    const { claims = [] } = subject;
    for (const store of [one, two]) {
      const { maxCookies = 1 } = store;
      const isThere = {
        revoke: store.revoke !== undefined,
        close: store.close !== undefined,
        diagnose: store.diagnose !== undefined,
        chunks: maxCookies > 1,
      };
      for (const ability of ['revoke', 'close', 'diagnose', 'chunks'] as const) {
        const isClaimed = claims.includes(ability);
        const demand = `'${ability}' ${isClaimed ? 'is claimed and must exist' : 'is not claimed and must be absent'}.`;
        expect(isThere[ability] === isClaimed, demand, { isThere, maxCookies });
      }
      const isSensible = [1, 2, 3, 4].includes(maxCookies);
      expect(isSensible, 'maxCookies must be a whole number from 1 to 4, or absent.', { maxCookies });
    }
    await Promise.resolve();
  }),

  law('3a', 'a payload of maxPayloadBytes is sealed completely; one byte more is refused', async (fixture) => {
    const { maxPayloadBytes } = fixture.one.limits;
    const { record, token } = await fixture.sealed({ payload: incompressibleText(maxPayloadBytes) });
    await expectOpened(fixture.two, token, record, 'a token whose payload has limits.maxPayloadBytes');
    const tooLong = { payload: incompressibleText(maxPayloadBytes + 1) };
    const what = 'seal of a payload of one byte more than limits.maxPayloadBytes';
    const { message } = await expectSealRefused(fixture, tooLong, what);
    expect(!message.includes('éé'), 'The error must not quote the payload.', message);
  }),

  law('3b', 'a deadline of maxExpiresAt is kept; a later one is refused', async (fixture) => {
    const { maxExpiresAt } = fixture.one.limits;
    const { record, token } = await fixture.sealed({ expiresAt: maxExpiresAt });
    await expectOpened(fixture.two, token, record, 'a token whose deadline is limits.maxExpiresAt');
    const tooLate = { expiresAt: maxExpiresAt + 1 };
    await expectSealRefused(fixture, tooLate, 'seal of a deadline after limits.maxExpiresAt');
  }),

  law(
    '5',
    'an unknown option is refused at construction, and the error names it',
    ({ subject }) => expectUnknownOptionRefused((options) => subject.construct?.({ ...options })),
    ['construct'],
  ),

  law(
    '111',
    'a token consists only of A-Z a-z 0-9 . _ -, which a cookie carries without quotes, and has no ~, which chunks use',
    async (fixture) => {
      for (let length = 0; length < 200; length++) {
        const { token } = await fixture.sealed({ payload: randomBytes(length).toString('base64').slice(0, length) });
        expect(/^[A-Za-z0-9._-]+$/.test(token), 'A token must consist only of A-Z a-z 0-9 . _ -', token);
      }
    },
  ),

  law('112', 'weak secrets, and a key ring without keys, are refused at construction', async (fixture) => {
    const good = newSealingKey();
    const refused = sessionError('INVALID_OPTION');
    await expectRejection(fixture.openWith({ keys: [] }), refused, 'Opening a store without keys');
    for (const secret of weakSecrets) {
      const weak = { name: 'weak', secret };
      const openings: Readonly<Record<string, Partial<SealedOpenOptions>>> = {
        'as the only key': { keys: [weak] },
        'as a retired key: it opens any token of an attacker who guesses it': { keys: [good, weak] },
        ...(fixture.subject.claims?.includes('next keys') && { 'as a next key': { keys: [good], nextKeys: [weak] } }),
      };
      for (const [where, options] of Object.entries(openings)) {
        const what = `Opening a store with the secret ${JSON.stringify(secret)}`;
        const { message } = await expectRejection(fixture.openWith(options), refused, what, `, ${where}`);
        const isQuoted = secret !== '' && message.includes(secret);
        expect(!isQuoted, 'The error for a refused secret must not quote it.', message);
      }
    }
  }),

  law('94c', 'a store and its errors reveal no secret of its key ring, printed or as JSON', async (fixture) => {
    const { one, keys } = fixture;
    const { maxPayloadBytes } = one.limits;
    const treasure = 'a-value-that-only-the-visitor-knows';
    const tooLong = { payload: treasure.padEnd(maxPayloadBytes + 1, 'x') };
    const error: unknown = await expectSealRefused(fixture, tooLong, 'seal of a payload that is too long');
    for (const [what, object] of [
      ['a store', one],
      ['the error of a payload that is too long', error],
    ] as const) {
      const text = [inspect(object, { depth: 10, showHidden: true }), JSON.stringify(object), String(object)].join();
      for (const secret of [keys[0].secret, ...hexOf(keys[0].secret), treasure]) {
        expect(!text.includes(secret), `Secrets and payload must not be in ${what}, printed or as JSON.`, 'they are');
      }
    }
  }),
];

/** Returns the forms in which the bytes of a secret are printed: a Buffer prints pairs of digits. */
function hexOf(secret: string): string[] {
  const hex = Buffer.from(secret, 'base64url').toString('hex').slice(0, 32);
  return [hex, hex.replaceAll(/..(?=.)/g, '$& ')];
}
