// Excerpts: fences in docs that show code of a file in this repository, which is compiled and tested there:
//   <!-- code of: examples/redis-store/src/redis-session-store.ts -->
// The lines of each must be in that file, and together they must show all of it, so that readers who follow the page
// get the tested code. A page that shows only some lines says so:
//   <!-- part of: examples/hono/src/app.ts -->
// Lines of a block need not be indented as in the file, because the formatter removes that.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace-packages.js';

const excerpt = /<!-- (?<kind>code|part) of: (?<path>\S+) -->\s*\n```\w+\n(?<code>[^]*?)^```/gm;

/**
 * Whether the fence at this index is an excerpt, which is not a module of its own.
 *
 * @param {string} text
 * @param {number} index
 */
export function isExcerpt(text, index) {
  return /<!-- (?:code|part) of: \S+ -->\s*$/.test(text.slice(0, index));
}

/**
 * Returns the faults of a page's excerpts.
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
    const { kind, path = '', code = '' } = groups ?? {};
    const at = `${file}:${text.slice(0, index).split('\n').length}`;
    if (!existsSync(join(root, path))) {
      findings.push(`${at} shows code of ${path}, which does not exist`);
      continue;
    }
    const source = sources.get(path) ?? { lines: readFileSync(join(root, path), 'utf8').split('\n'), shown: new Set() };
    sources.set(path, source);
    const wanted = code.trimEnd().split('\n');
    const from = source.lines.findIndex((_, start) =>
      wanted.every((line, row) => line.trim() === source.lines[start + row]?.trim()),
    );
    if (from === -1) findings.push(`${at} is not in ${path} like this`);
    else if (kind === 'code') for (const row of wanted.keys()) source.shown.add(from + row);
  }
  for (const [path, { lines, shown }] of sources) {
    if (shown.size === 0) continue;
    const hidden = lines.findIndex((line, row) => /\w/.test(line) && !shown.has(row));
    if (hidden !== -1) findings.push(`${file} does not show line ${hidden + 1} of ${path}: ${lines[hidden]?.trim()}`);
  }
  return findings;
}
