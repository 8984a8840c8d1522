import { expect, it } from 'vitest';
import { durationText } from '../public/duration-text.js';

it.each([
  [1, '1 s'],
  [59_000, '59 s'],
  [60_000, '1 min 0 s'],
  [1_799_001, '30 min 0 s'],
  [3 * 3600_000 + 59_000, '3 h 0 min'],
  [60 * 86_400_000 - 1000, '59 d 23 h'],
  [0, 'over'],
  [-5000, 'over'],
])('%i ms are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
