import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/command.js';
import { textOf } from '../../src/report/report-files.js';
import { sampleReport } from './sample-report.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sess-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): { code: number; printed: string; complained: string } {
  let [printed, complained] = ['', ''];
  const code = runCommand(args, { print: (text) => (printed += text), complain: (text) => (complained += text) });
  return { code, printed, complained };
}

function put(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

it('makes a page of files and of folders with their subfolders', () => {
  const file = put('one.json', textOf(sampleReport()));
  put('more/deep/two.json', textOf(sampleReport({ subject: 'Two' })));
  put('more/notes.txt', 'no report');
  const out = join(folder, 'new/page.html');
  expect(run('page', file, join(folder, 'more'), '--out', out)).toEqual({ code: 0, printed: '', complained: '' });
  expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>[^]+<h3>Two<\/h3>[^]+<\/html>\n$/);
  expect(run('table', file).printed).toContain('| MemorySessionStore |');
});

it.each([
  [[], 'No command was given'],
  [['draw'], '"draw" is not a known command'],
  [['toString'], '"toString" is not a known command'],
  [['page'], 'No reports were given'],
  [['page', '--output', 'x'], "Unknown option '--output'"],
])('prints its usage: %j', (args, message) => {
  const { code, complained } = run(...args);
  expect(code).toBe(2);
  expect(complained).toContain(message);
  expect(complained).toContain('sess-conformance page  <reports…>');
});

it('prints its help', () => {
  expect(run('--help')).toMatchObject({ code: 0, printed: expect.stringContaining('SESS_CONFORMANCE_REPORT') });
});

it.each([
  ['', 'is not JSON'],
  ['{"laws": [', 'is not JSON'],
  ['null', 'is not a report of @sess/conformance'],
  ['[]', 'is not a report of @sess/conformance: it has no "format"'],
  ['{"numPassedTests": 3}', 'is not a report of @sess/conformance: it has no "format"'],
  ['{"format": 2}', 'has format 2, and this version of @sess/conformance reads 1'],
  [JSON.stringify({ ...sampleReport(), suite: 'tea' }), 'has an unknown suite: "tea"'],
  [JSON.stringify({ ...sampleReport(), subject: '' }), 'does not name its subject'],
  [JSON.stringify({ ...sampleReport(), seed: '7' }), 'must have numbers for "startedAt" and "seed"'],
  [JSON.stringify({ ...sampleReport(), versions: { a: 1 } }), 'must have "versions"'],
  [JSON.stringify({ ...sampleReport(), laws: {} }), 'must have "laws", an array'],
  [JSON.stringify({ ...sampleReport(), laws: [{ law: '1' }] }), 'has an invalid law, number 1'],
])('says what is wrong with a file: %j', (text, message) => {
  const file = put('bad.json', text);
  const { code, printed, complained } = run('page', file, '--out', join(folder, 'page.html'));
  expect({ code, printed }).toEqual({ code: 1, printed: '' });
  expect(complained).toContain(`${file} ${message}`);
});

it('reports a missing file, an empty folder, and a file that cannot be written', () => {
  expect(run('page', join(folder, 'nothing.json'))).toMatchObject({ code: 1 });
  expect(run('page', join(folder, 'nothing.json')).complained).toContain('nothing.json does not exist.');
  expect(run('page', folder).complained).toContain('contains no report');
  const file = put('one.json', textOf(sampleReport()));
  expect(run('page', file, '--out', join(file, 'page.html'))).toMatchObject({ code: 1 });
});

it('refuses two reports of one subject, because it could show only one', () => {
  const [one, other] = [put('one.json', textOf(sampleReport())), put('other.json', textOf(sampleReport({ seed: 8 })))];
  expect(run('page', one, other).complained).toContain(`${one} and ${other} are both reports of MemorySessionStore`);
});
