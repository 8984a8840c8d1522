// Excerpts: fences in docs that show code which stands, and is compiled and tested, in a file of this repository:
//   <!-- code of: examples/redis-store/src/redis-session-store.ts -->
// Each must stand in that file line for line, and together they must show the whole of it, so that whoever follows the
// page ends up with what was tested.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace-packages.js';

const excerpt = /<!-- code of: (?<path>\S+) -->\s*\n```ts\n(?<code>[^]*?)^```/gm;

/**
 * Whether the fence that begins there is an excerpt, which is no module of its own.
 *
 * @param {string} text
 * @param {number} index
 */
export function isExcerpt(text, index) {
  return /<!-- code of: \S+ -->\s*$/.test(text.slice(0, index));
}

/**
 * What is wrong with the excerpts of a page.
 *
 * @param {string} file relative to the root
 * @param {string} text
 * @returns {string[]}
 */
export function excerptFindings(file, text) {
  /** @type {Map<string, { lines: string[], shown: Set<number> }>} */
  const sources = new Map();
  /** @type {string[]} */
  const findings = [];
  for (const { index, groups } of text.matchAll(excerpt)) {
    const { path = '', code = '' } = groups ?? {};
    const at = `${file}:${text.slice(0, index).split('\n').length}`;
    if (!existsSync(join(root, path))) {
      findings.push(`${at} shows code of ${path}, which is not there`);
      continue;
    }
    const source = sources.get(path) ?? { lines: readFileSync(join(root, path), 'utf8').split('\n'), shown: new Set() };
    sources.set(path, source);
    const wanted = code.trimEnd().split('\n');
    const from = source.lines.findIndex((_, start) => wanted.every((line, row) => line === source.lines[start + row]));
    if (from === -1) findings.push(`${at} does not stand like this in ${path}`);
    else for (const row of wanted.keys()) source.shown.add(from + row);
  }
  for (const [path, { lines, shown }] of sources) {
    const hidden = lines.findIndex((line, row) => /\w/.test(line) && !shown.has(row));
    if (hidden !== -1) findings.push(`${file} does not show line ${hidden + 1} of ${path}: ${lines[hidden]?.trim()}`);
  }
  return findings;
}
