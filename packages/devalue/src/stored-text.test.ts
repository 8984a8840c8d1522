import { describe, expect, it } from 'vitest';
import { devalueSerializer } from './devalue-serializer.js';
import { refusal } from '../test/refusal.js';
import { fromStoredText } from './stored-text.js';

interface TemporalTypes {
  readonly [name: string]: { from(value: unknown): { toString(): string } };
}

const { Temporal } = globalThis as { Temporal?: TemporalTypes };

describe('a stored text', () => {
  it.each([
    ['Date', '1970-01-01'],
    ['Date', 'Invalid Date'],
    ['URL', 'HTTP://a'],
    ['URLSearchParams', '?a'],
    ['Temporal.Now', 'x'],
    ['Temporal.PlainDate', '2024-2-1'],
    ['Function', 'return 1'],
    ['constructor', 'x'],
  ])('%s %s is refused, because the serializer never writes it', (tag, text) => {
    expect(fromStoredText(tag, text)).toBeUndefined();
  });

  it('keeps an invalid date', () => {
    expect((fromStoredText('Date', '') as Date).getTime()).toBeNaN();
  });
});

describe.skipIf(!Temporal)('Temporal, if the engine supports it', () => {
  it.each([
    ['Instant', '2026-11-24T12:00:00.123456789Z'],
    ['PlainDate', '2024-02-29[u-ca=hebrew]'],
    ['PlainTime', '12:00:00.000000001'],
    ['PlainDateTime', '2026-11-24T12:00:00'],
    ['PlainMonthDay', '02-29'],
    ['PlainYearMonth', '2024-02'],
    ['ZonedDateTime', '2026-11-24T13:00:00+01:00[Europe/Berlin]'],
    ['Duration', 'P3DT90S'],
  ])('%s is read as it was written', (name, text) => {
    const value = Temporal?.[name]?.from(text);
    const back = devalueSerializer.deserialize(devalueSerializer.serialize({ value })) as {
      value: { toString(): string };
    };
    expect(back.value.constructor).toBe(value?.constructor);
    expect(back.value.toString()).toBe(text);
  });

  it('refuses a duration whose text has other fields', () => {
    expect(refusal([Temporal?.['Duration']?.from({ milliseconds: 1500 })])).toMatch(
      /^\$\[0\]: .*its text does not keep/,
    );
  });
});
