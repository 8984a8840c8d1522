import { CorruptSessionError, sessionIdOf } from '@sess/core';
import { type Bench, newKey } from '../../bench.js';
import { Browser } from '../../browser.js';
import { expect, expectLive, expectRecord, expectRejection } from '../../expectations.js';
import { law } from '../../law.js';

function isCorrupt(error: unknown): error is CorruptSessionError {
  return error instanceof CorruptSessionError;
}

/** A browser that holds the key of a record with this payload. */
async function putPayload(bench: Bench, payload: string) {
  const key = newKey();
  const id = await sessionIdOf(key);
  const record = bench.record({ payload });
  await bench.one.create(id, record);
  return { browser: Browser.holding(key), key, id, record };
}

async function expectRefused(bench: Bench, payload: string): Promise<CorruptSessionError> {
  const { one } = bench;
  const lenient = bench.manage(one);
  const strict = bench.manage(one, { onCorrupt: 'error' });
  const events: unknown[] = [];
  lenient.on('corrupt', (event) => events.push(event));
  const { browser, key, id, record } = await putPayload(bench, payload);
  const demand = `A record with the payload ${JSON.stringify(payload)} must be CorruptSessionError where onCorrupt is 'error'.`;
  const error = await expectRejection(browser.copy().read(strict), isCorrupt, demand);
  const seen = await browser.visit(lenient, (session) => ({ isNew: session.isNew, data: session.toObject() }));
  expect(
    seen.isNew && events.length === 1,
    'A corrupt record must be an anonymous visit and one corrupt event, by default.',
    { seen, events },
  );
  await browser.visit(lenient, (session) => session.set('cart', 1));
  expect(
    browser.key !== undefined && browser.key !== key,
    'What is written after a corrupt record must have a new key.',
    'the old key',
  );
  expectRecord(
    await expectLive(one, id, 'that is corrupt'),
    record,
    one.limits,
    'for a corrupt record, which is left as it is',
  );
  return error;
}

export const corruptPayloadLaws = [
  law(
    '23',
    'a corrupt payload is a typed error, or an anonymous visit with a new key, as onCorrupt says; the record stays',
    async (bench) => {
      for (const payload of [
        '',
        'garbage',
        '{"v":1,"data":{"cart":',
        '{"v":99,"data":{},"idle":1}',
        '{"data":{},"idle":1}',
      ]) {
        await expectRefused(bench, payload);
      }
    },
  ),

  law('24', 'a decoded value that is no object of data is refused', async (bench) => {
    for (const payload of [
      'null',
      '[]',
      '42',
      '"text"',
      '{"v":1,"data":[],"idle":1}',
      '{"v":1,"data":null,"idle":1}',
      '{"v":1}',
    ]) {
      await expectRefused(bench, payload);
    }
  }),

  law('25', 'a payload that another serializer wrote is a typed error that names both', async (bench) => {
    const { message } = await expectRefused(bench, 'smoke-signals:{"v":1,"data":{},"idle":1}');
    expect(/smoke-signals/.test(message) && /json/.test(message), 'The error must name both serializers.', message);
  }),
];
