import { expect, it } from 'vitest';
import type { Facts } from './output.js';
import { ProgressLines } from './progress-lines.js';

it('prints a line every few seconds, however often it is told', () => {
  const printed: { text: string; facts: Facts }[] = [];
  const clock = { now: 0 };
  const output = { event: (text: string, facts: Facts) => void printed.push({ text, facts }) };
  const progress = new ProgressLines(output, () => clock.now);
  for (clock.now = 0; clock.now < 12_000; clock.now += 10) progress.update(clock.now);
  expect(printed.map(({ facts }) => facts['deleted'])).toEqual([5000, 10_000]);
  expect(printed[0]?.text).toMatch(/^5,000 removed, [\d,]+ a second$/);
});
