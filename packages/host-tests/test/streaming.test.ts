import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Case, casesBefore, casesWhileStreaming, expectedOutcome } from './streaming/cases.js';
import { channels } from './streaming/channels.js';
import { visit } from './streaming/visit.js';
import { ways } from './streaming/ways.js';

const cases = [...casesBefore, ...casesWhileStreaming];
const wayNames = ['Node', 'fetch'] as const;

describe.each(channels)('while $name streams, Node and fetch agree:', (channel) => {
  it.each(cases.map((each) => [`${each.title}: ${each.result}`, each] as const))('%s', async (_name, each) => {
    const outcomes = wayNames.map(async (way) => [way, await visit(channel, ways[way], each)] as const);
    expect(Object.fromEntries(await Promise.all(outcomes))).toEqual(
      Object.fromEntries(wayNames.map((way) => [way, expectedOutcome(each, way)])),
    );
  });
});

/** Returns the cells of all table rows of a page. */
function rowsOf(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => cellsOf(line).join(' | '));
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

it('docs/frameworks.md shows each case', () => {
  const rows = rowsOf(readFileSync(join(import.meta.dirname, '../../../docs/frameworks.md'), 'utf8'));
  const rowOf = ({ title, result, fetch }: Case) => [title, result, fetch?.result ?? 'the same'].join(' | ');
  expect(rows).toEqual(expect.arrayContaining(cases.map(rowOf)));
});
