import { CorruptSessionError } from '@sess/core';
import { kindOf } from '../../fixture/error-kinds.js';
import type { Fixture } from '../../fixture/fixture.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import { visitLaw as law } from '../law-kinds.js';

const unreadable = ['', 'garbage', '{"v":1,"data":{"cart":', '{"v":99,"data":{},"idle":1}', '{"data":{},"idle":1}'];
const noObjects = ['null', '[]', '42', '"text"'];
const notData = [...noObjects, '{"v":1,"data":[],"idle":1}', '{"v":1,"data":null,"idle":1}', '{"v":1}'];

async function expectRefused(fixture: Fixture, payload: string): Promise<CorruptSessionError> {
  const { one } = fixture;
  const lenient = fixture.manage(one);
  const strict = fixture.manage(one, { onCorrupt: 'error' });
  const events: unknown[] = [];
  lenient.on('corrupt', (event) => events.push(event));
  const browser = await fixture.browserWith(payload);
  const old = browser.copy();
  const what = `With onCorrupt: 'error', a visit to a record with the payload ${JSON.stringify(payload)}`;
  const error = await expectRejection(browser.copy().read(strict), kindOf(CorruptSessionError), what);
  const { isNew } = await browser.snapshot(lenient);
  expect(isNew, 'A corrupt record must be an anonymous visit, by default.', { isNew });
  expectEqual(events.length, 1, 'A corrupt record must be reported by one corrupt event.');
  await browser.visit(lenient, (session) => session.set('cart', 1));
  const isReplaced = browser.header !== undefined && browser.header !== old.header;
  expect(isReplaced, 'A write after a corrupt record must get a new cookie.', 'the old one');
  const left = await fixture.held(old.cookies);
  expect(left?.payload === payload, 'A corrupt record must not be changed.', left);
  return error;
}

export const corruptPayloadLaws = [
  law(
    '23',
    'a corrupt payload is a typed error or an anonymous visit with a new cookie, depending on onCorrupt; the record stays',
    async (fixture) => {
      for (const payload of unreadable) await expectRefused(fixture, payload);
    },
  ),

  law('24', 'a decoded value that is not an object of data is refused', async (fixture) => {
    for (const payload of notData) await expectRefused(fixture, payload);
  }),

  law('25', 'a payload of another serializer is a typed error that names both serializers', async (fixture) => {
    const { message } = await expectRefused(fixture, 'smoke-signals:{"v":1,"data":{},"idle":1}');
    expect(/smoke-signals/.test(message) && /json/.test(message), 'The error must name both serializers.', message);
  }),
];
