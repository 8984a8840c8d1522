import { expect, it } from 'vitest';
import { clockFindings } from './clock-findings.js';

const call = { before: 100_000, after: 101_000 };

it.each([98_000, 100_500, 103_000, Number.NaN])('reports nothing for a server at %i', (server) => {
  expect(clockFindings(server, call)).toEqual([]);
});

it.each([
  [90_000, /10\.0 s ahead of the server's/],
  [105_000, /4\.0 s behind the server's/],
])('reports how far the clock is ahead of or behind a server at %i', (server, message) => {
  expect(clockFindings(server, call)).toMatchObject([
    { code: 'CLOCK_SKEW', level: 'warning', message: expect.stringMatching(message) },
  ]);
});
