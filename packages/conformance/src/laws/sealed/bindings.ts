import { createHmac } from 'node:crypto';
import type { SealedRecord } from '@sess/core';
import {
  context,
  expectOpened,
  expectRefused,
  httpContext,
  newSealingKey,
  seal,
  type SealedFixture,
} from '../../fixture/sealed-fixture.js';
import { expect } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';
import { readingsOf } from './readings.js';

/** Returns the record as other frameworks put it into a cookie: not sealed, or only signed with the real secret. */
function unsealed(record: SealedRecord, secret: string): Readonly<Record<string, string>> {
  const json = JSON.stringify(record);
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const sign = (text: string, key: string | Buffer) => createHmac('sha256', key).update(text).digest('base64url');
  const keys = [secret, Buffer.from(secret, 'base64url')];
  const header = encode('{"alg":"HS256","typ":"JWT"}');
  const texts: Record<string, string> = {
    'the record as JSON': json,
    'the record as percent-encoded JSON': encodeURIComponent(json),
    'the record as base64 of JSON': Buffer.from(json).toString('base64'),
    'the record as base64url of JSON': encode(json),
    'the record as hexadecimal of JSON': Buffer.from(json).toString('hex'),
    'the payload as it is': record.payload,
    'the payload as base64url': encode(record.payload),
    'a JSON cookie of Express': `j:${json}`,
    'a web token without a signature': `${encode('{"alg":"none"}')}.${encode(json)}.`,
  };
  for (const [index, key] of keys.entries()) {
    const which = `with the real secret as ${index ? 'bytes' : 'text'}`;
    texts[`a signed web token ${which}`] = `${header}.${encode(json)}.${sign(`${header}.${encode(json)}`, key)}`;
    texts[`signed JSON ${which}`] = `${encode(json)}.${sign(encode(json), key)}`;
    texts[`signed JSON of Express ${which}`] = `s:${json}.${sign(json, key)}`;
    texts[`signed JSON, its signature in front, ${which}`] = `${sign(encode(json), key)}.${encode(json)}`;
  }
  return texts;
}

async function expectSecret(fixture: SealedFixture, more: Partial<SealedRecord>): Promise<void> {
  const { token, record } = await fixture.sealed(more);
  const readings = readingsOf(token);
  const secrets: Readonly<Record<string, string>> = {
    'the payload': record.payload.slice(2, 18),
    'the owner': record.owner ?? '',
    'the id of the record': record.id,
  };
  for (const [what, secret] of Object.entries(secrets)) {
    const isHidden = !readings.some((reading) => reading.includes(secret));
    expect(isHidden, `A token must not reveal ${what} without the key: encrypt it, do not only sign it.`, 'it does');
  }
}

export const bindingLaws = [
  law('106a', 'a token that was sealed for another cookie name is refused', async (fixture) => {
    const { one, two } = fixture;
    const record = fixture.record();
    const token = await seal(one, record, httpContext);
    await expectOpened(two, token, record, 'a token under the name for which it was sealed', httpContext);
    const names = ['__Host-sid', '__Secure-sid', 'SID', 'sid ', 'sid2', 'si', ''];
    for (const cookieName of names) {
      const what = `a token that was sealed for the cookie ${JSON.stringify(httpContext.cookieName)}, under another name`;
      await expectRefused(two, token, `${what}, ${JSON.stringify(cookieName)}`, { cookieName });
    }
  }),

  law(
    '106b',
    "a token of another application's keys is refused, even if the keys have the same name",
    async (fixture) => {
      const [{ name }] = fixture.keys;
      const elsewhere = await fixture.openWith({ keys: [{ ...newSealingKey(), name }] });
      const stranger = await fixture.openWith({ keys: [newSealingKey()] });
      const record = fixture.record();
      for (const [store, where] of [
        [elsewhere, "that has another application's key under the same name"],
        [stranger, "that has another application's key"],
      ] as const) {
        await expectRefused(store, await seal(fixture.one, record), `a token of this application in a store ${where}`);
        await expectRefused(fixture.one, await seal(store, record), `a token of a store ${where}`);
      }
    },
  ),

  law(
    '106c',
    'a token that was sealed for another purpose is refused',
    async (fixture) => {
      const record = fixture.record();
      const invitations = await fixture.openWith({ purpose: 'invitations' });
      const token = await seal(invitations, record);
      await expectOpened(invitations, token, record, 'a token of the same purpose');
      const what = "a token of the purpose 'invitations' in a store of the purpose 'sessions'";
      await expectRefused(fixture.one, token, what);
      // If purpose and cookie name are only concatenated, different pairs give the same text.
      const [odd, oddToo] = [await fixture.openWith({ purpose: 'a' }), await fixture.openWith({ purpose: 'ab' })];
      const shifted = await seal(odd, record, { cookieName: 'bc' });
      const where = { cookieName: 'c' };
      await expectRefused(oddToo, shifted, "a token of the purpose 'a' and the cookie 'bc', as of 'ab' and 'c'", where);
    },
    ['purposes'],
  ),

  law('107a', 'without the key, a token reveals neither payload nor owner nor id', async (fixture) => {
    for (const times of [1, 40]) {
      const payload = `{"treasure":"${'of-the-visitor'.repeat(times)}"}`;
      await expectSecret(fixture, { payload, owner: 'Ursula-the-owner' });
    }
  }),

  law(
    '107b',
    'a value that is not sealed, or only signed, is refused: there is no other format to fall back to',
    async (fixture) => {
      const record = fixture.record({ owner: 'Ursula' });
      for (const [what, value] of Object.entries(unsealed(record, fixture.keys[0].secret))) {
        await expectRefused(fixture.one, value, what, context);
      }
    },
  ),
];
