// Finds regular expressions whose time is not linear in the length of the text. A driver's error, a header or a payload
// can be long, and comes from others.
//
// The check reads every literal in the sources of packages and apps, but not in tests. To mend a finding, make the
// pattern linear (anchor it, or let no two parts match the same), or slice the text first. An exception needs a comment
// on the line or the one above: `// regexp: why`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from 'scslre';
import ts from 'typescript';
import { root, sourceFiles } from './workspace-packages.js';

const longestReported = 5;

// It once took 27 seconds for 100,000 braces.
if (problemsOf({ source: '\\{[^]*\\}', flags: '' }).length === 0)
  throw new Error('The analysis no longer finds anything.');

let literals = 0;
const findings = sourceFiles().flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    ts.forEachChild(node, visit);
    const pattern = patternOf(node);
    if (!pattern) return;
    literals += 1;
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line;
    if ([lines[line], lines[line - 1]].some((one) => /\/\/ regexp: \S/.test(one ?? ''))) return;
    for (const problem of problemsOf(pattern)) found.push(`${file}:${line + 1} ${node.getText()}: ${problem}`);
  };
  visit(source);
  return found;
});

for (const finding of findings) console.error(finding);
process.exitCode = findings.length > 0 ? 1 : 0;
if (literals === 0) throw new Error('No regular expression was found: the check looks in the wrong place.');
console.log(`${literals} regular expressions, ${findings.length} of them not linear in their text`);

/** @param {ts.Node} node */
function patternOf(node) {
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/');
    return { source: node.text.slice(1, end), flags: node.text.slice(end + 1) };
  }
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  if (node.expression.getText() !== 'RegExp') return undefined;
  const [pattern, flags] = node.arguments ?? [];
  if (!pattern || !ts.isStringLiteralLike(pattern)) return { source: undefined, flags: '' };
  return { source: pattern.text, flags: flags && ts.isStringLiteralLike(flags) ? flags.text : '' };
}

/** @param {{ readonly source: string | undefined, readonly flags: string }} pattern */
function problemsOf({ source, flags }) {
  if (source === undefined) return ['is composed at run time, so it cannot be analysed'];
  // The compiler has parsed the same literal, so the analysis does not meet a syntax error.
  const { reports } = analyse({ source, flags }, { maxReports: longestReported });
  return reports.map(({ type, exponential }) => `takes ${exponential ? 'exponential' : 'quadratic'} time (${type})`);
}
