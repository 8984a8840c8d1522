import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { redactedCause, redactedText } from './redacted-cause.js';

it.each([
  ['Duplicate entry \'0a1b\' for key "PRIMARY".', 'Duplicate entry \'0a1b\' for key "PRIMARY"'],
  [`value '{"card":1}' is too long`, 'value … is too long'],
  ['cannot reach redis://app:secret@db.example:6379/0', 'cannot reach redis://…@db.example:6379/0'],
  ['at postgresql://app:se/cr@et@db:5432/shop now', 'at postgresql://…@db:5432/shop now'],
  ['at host=db password=secret dbname=shop', 'at host=db password=… dbname=shop'],
  ['sqlserver://db;Password=secret;x=1', 'sqlserver://db;Password=…;x=1'],
  ['from file:///srv/node_modules/@sess/core/x.js', 'from file:///srv/node_modules/@sess/core/x.js'],
  ['connect ECONNREFUSED "10.0.0.1:5432"', 'connect ECONNREFUSED "10.0.0.1:5432"'],
  ['  two\n\t lines  ', 'two lines'],
  [`'${'a'.repeat(81)}'`, '…'],
  ['', ''],
])('redacts %j', (text, redacted) => {
  expect(redactedText(text)).toBe(redacted);
});

it('cuts a text off after 300 characters', () => {
  expect(redactedText('x'.repeat(300))).toBe('x'.repeat(300));
  expect(redactedText('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
});

// With a pattern that starts its search anew at each quote, 100,000 quotes once took 27 seconds.
it.each(["'", '"', '//', '//a:', '//a@', 'pwd=', '\n ', '.'])('takes time in proportion to the text: %j', (part) => {
  expect(redactedText(`${part.repeat(500_000)}x`).length).toBeLessThanOrEqual(301);
});

it('keeps the name, the frames and the given properties of an error, and nothing else', () => {
  class DriverError extends Error {
    override readonly name = 'DriverError';
    readonly detail = 'secret';
    readonly code = '23505';
  }
  const thrown = new DriverError('secret', { cause: new Error('secret') });
  const cause = redactedCause(thrown, 'no', { code: thrown.code, table: undefined });
  expect(cause).toBeInstanceOf(Error);
  expect(cause).toMatchObject({ name: 'DriverError', message: 'no', code: '23505' });
  expect('table' in cause).toBe(false);
  expect(cause.stack).toMatch(/^DriverError: no\n\s+at .*redacted-cause\.test/);
  expect(inspect(cause, { depth: 9, showHidden: true })).not.toContain('secret');
});

it('has the given name, or Error when the driver threw something else', () => {
  expect(redactedCause(new Error('a'), 'no', { name: 'MongoError' })).toMatchObject({ name: 'MongoError' });
  const cause = redactedCause('text', 'no', {});
  expect(cause).toMatchObject({ name: 'Error', message: 'no', stack: 'Error: no' });
});
