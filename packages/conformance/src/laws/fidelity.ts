import { SessionTooLargeError } from '@sess/core';
import { type Bench, newId } from '../bench.js';
import { expectAbsent, expectLive, expectRecord, expectRejection, expectStatus, show } from '../expectations.js';
import { law } from '../law.js';
import { randomJson, randomText, SeededRandom } from '../random-text.js';

/** Writes each text by create and by update, and reads it back through the other instance. */
async function expectKept(bench: Bench, texts: readonly string[], why: string): Promise<void> {
  const { one, two } = bench;
  for (const payload of texts) {
    const when = `(${why}: ${show(payload)})`;
    const { id, record, stored } = await bench.put({ payload });
    expectRecord(stored, record, one.limits, `after create ${when}`);
    const turned = await bench.put();
    const next = bench.record({ payload, createdAt: turned.record.createdAt });
    await one.update(turned.id, next, turned.stored.version);
    expectRecord(await expectLive(two, turned.id, 'after update'), next, one.limits, `after update ${when}`);
    await Promise.all([one.delete(id), one.delete(turned.id)]);
  }
}

function isTooLarge(error: unknown): error is SessionTooLargeError {
  return error instanceof SessionTooLargeError;
}

function nested(depth: number): string {
  return '{"a":['.repeat(depth) + ']}'.repeat(depth);
}

export const fidelityLaws = [
  law(
    '72',
    'JSON text of every shape comes back as it was: scalars, empty things, depth 100, 10,000 keys',
    async (bench) => {
      const manyKeys = JSON.stringify(
        Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index])),
      );
      const { maxPayloadBytes } = bench.one.limits;
      const texts = ['null', 'false', '0', '""', '[]', '{}', '{"a":null}', '[[],[{}]]', nested(100), manyKeys];
      await expectKept(
        bench,
        texts.filter((text) => text.length <= maxPayloadBytes),
        'JSON text',
      );
    },
  ),

  law(
    '73',
    'a store does not read the payload: numbers, order of keys, repeated keys and spaces stay',
    async (bench) => {
      const texts = [
        '9007199254740991',
        '9007199254740993',
        '-0',
        '1e400',
        '1.0',
        '1E+2',
        '0.1000000000000000055511151231257827',
        '{"b":1,"a":2}',
        '{"a":1,"a":2}',
        '{ "a" : [ 1 , 2 ] }',
        'not json at all',
        '{"unfinished":',
        'undefined',
      ];
      await expectKept(bench, texts, 'text that a JSON column would change or refuse');
    },
  ),

  law(
    '74',
    'special names and characters in the payload stay: __proto__, $, dots, quotes, escapes, statements',
    async (bench) => {
      const texts = [
        '{"__proto__":{"polluted":true},"constructor":{"prototype":1}}',
        '{"$set":{"a.b":1},"$where":"1","":0}',
        `{"quotes":"'\\"\\\\' OR '1'='1"}`,
        "'; DROP TABLE session; --",
        '{"nul":"\\u0000","lone":"\\ud800"}',
        '\\',
        '\\\\n\\x00%s%d${a}{{b}}?:1$1@p1',
        '\r\n0 0 5\r\nSTORED\r\nEND\r\n',
      ];
      await expectKept(bench, texts, 'text that is special somewhere');
    },
  ),

  law(
    '75',
    'every character stays byte-exact and distinct: emoji, ZWJ, right-to-left, combining, control, NFC and NFD',
    async (bench) => {
      const controls = Array.from({ length: 31 }, (_, index) => String.fromCharCode(index + 1)).join('');
      const texts = [
        '😀👩‍👩‍👧‍👦🏳️‍🌈🇩🇪',
        'שלום مرحبا\u202eabc\u202c',
        'e\u0301 vs é, Å vs Å vs A\u030a',
        'ﬁ ﬀ ½ ², ſ ß ẞ İ ı',
        '𝒳𠜎\u{10ffff}\u{1f9ff}',
        '\ufeffmark in front',
        'space behind ',
        ' space in front',
        '\ttab\n newline \r\n return\r',
        '\u2028\u2029\u0085\u00a0\u200b\ufffd\uffff\ufffe',
        controls,
        '\u007f\u0080\u009f',
      ];
      await expectKept(bench, texts, 'characters that encodings and collations change');
    },
  ),

  law(
    '76',
    'payloads of 1 KB, 4 KB, around 64 KB, 1 MB and the limit come back whole or are refused, never cut',
    async (bench) => {
      const { one, two } = bench;
      const { maxPayloadBytes } = one.limits;
      const sizes = [1024, 4096, 65_534, 65_535, 65_536, 65_537, 1_048_576, maxPayloadBytes];
      for (const size of new Set(sizes)) {
        for (const unit of ['x', 'é', '😀']) {
          const bytes = Buffer.byteLength(unit);
          const payload = unit.repeat(Math.floor(size / bytes)) + 'y'.repeat(size % bytes);
          const id = await newId();
          const record = bench.record({ payload });
          const when = `(${size} bytes of ${unit})`;
          if (size > maxPayloadBytes) {
            const demand = `create over limits.maxPayloadBytes must reject with SessionTooLargeError ${when}.`;
            await expectRejection(one.create(id, record), isTooLarge, demand);
            await expectAbsent(two, id, `after a create that was refused for its size ${when}`);
          } else {
            expectStatus(await one.create(id, record), 'written', `create within limits.maxPayloadBytes ${when}`);
            expectRecord(await expectLive(two, id, when), record, one.limits, when);
            await one.delete(id);
          }
        }
      }
    },
  ),

  law('79', 'any text and any JSON value that a generator makes comes back equal', async (bench) => {
    const random = new SeededRandom(bench.seed);
    for (let run = 0; run < bench.rounds(100); run++) {
      const texts = [randomText(random, 200), JSON.stringify(randomJson(random))];
      const fitting = texts.filter((text) => Buffer.byteLength(text) <= bench.one.limits.maxPayloadBytes);
      await expectKept(bench, fitting, `generated with seed ${bench.seed}, run ${run}`);
    }
  }),
];
