import { expect, it } from 'vitest';
import { printable, printableWord } from './printable.js';

it.each([
  ['\u001B[2J', '\\u001b[2J'],
  ['\u009B31m', '\\u009b31m'],
  ['a\rb\u0000', 'a\\u000db\\u0000'],
  ['moc.\u202Ekcatta', 'moc.\\u202ekcatta'],
  ['o\'hara "é" 日本', 'o\'hara "é" 日本'],
  ['two\nlines', 'two\nlines'],
])('escapes what a terminal would obey: %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

it('leaves a JSON text the same JSON', () => {
  const owner = '\u0085\u009B\u202E\n\u001B';
  expect(JSON.parse(printable(JSON.stringify({ owner })))).toEqual({ owner });
});

it('keeps a word on its line', () => {
  expect(printableWord('al\nowner    root')).toBe('al\\u000aowner    root');
});
