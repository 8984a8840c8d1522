import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../../../docs/django.md', import.meta.url), 'utf8');
const tests = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
  .join('\n');

/** The first cells of the table in a section of the page. */
const rowsOf = (section: string): string[] =>
  Array.from(section.matchAll(/^\| (?!Django |-)(.+?) +\|/gm), ([, name]) => name!.replaceAll('`', ''));

const sections = page
  .split('\n## ')
  .slice(1)
  .map((section) => ({ heading: section.split('\n')[0]!, section, rows: rowsOf(section) }));
const shown = sections.filter(({ section }) => section.includes('```ts'));
const tested = shown.filter(({ heading }) => heading !== 'Engines'); // they have the conformance suite

describe('docs/django.md', () => {
  it('has tables', () => {
    expect(sections.map(({ rows }) => rows.length).filter((length) => length < 2)).toEqual([]);
    expect(tested.length).toBeGreaterThan(6);
  });

  it.each(shown)('shows each row as code: $heading', ({ section, rows }) => {
    const comments = Array.from(section.matchAll(/\/\/ (.*)$/gm), ([, text]) => text).join('\n');
    expect(rows.filter((row) => !comments.includes(row))).toEqual([]);
  });

  it.each(tested)('has a test here for each row: $heading', ({ heading, rows }) => {
    const part = tests.split(`\ndescribe('${heading}', `)[1]?.split('\n});')[0] ?? '';
    const titles = Array.from(part.matchAll(/^ {2}it\((['"])(.+?)\1, /gm), ([, , title]) => title);
    expect(titles).toEqual(rows);
  });
});
