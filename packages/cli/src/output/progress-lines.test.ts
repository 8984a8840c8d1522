import { expect, it } from 'vitest';
import type { Facts, Output } from './output.js';
import { ProgressLines } from './progress-lines.js';

function progressOf(total: number | undefined) {
  const printed: { text: string; facts: Facts }[] = [];
  const clock = { now: 0 };
  const output = { event: (text: string, facts: Facts) => printed.push({ text, facts }) } as unknown as Output;
  return { printed, clock, progress: new ProgressLines(output, total, () => clock.now) };
}

it('prints a line every few seconds, however often it is called', () => {
  const { printed, clock, progress } = progressOf(undefined);
  for (clock.now = 0; clock.now < 12_000; clock.now += 10) progress.update(clock.now);
  expect(printed.map(({ facts }) => facts['deleted'])).toEqual([5000, 10_000]);
  expect(printed[0]?.text).toMatch(/^5,000 removed, [\d,]+ a second$/);
});

it('prints the total if it is known', () => {
  const { printed, clock, progress } = progressOf(20_000);
  clock.now = 5000;
  progress.update(7000);
  expect(printed).toMatchObject([
    { text: expect.stringMatching(/^7,000 of 20,000 removed/), facts: { total: 20_000 } },
  ]);
});
