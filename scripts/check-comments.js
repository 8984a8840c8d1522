// Finds comment lines that are wider than code may be. The formatter breaks lines of code, but not of comments.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readJson, repositoryFiles, root } from './workspace-packages.js';

const { printWidth } = /** @type {{ printWidth: number }} */ (readJson(join(root, '.oxfmtrc.json')));

proveThatItSees();

const files = repositoryFiles().filter((file) => /\.[cm]?[jt]s$/.test(file));
const findings = files.flatMap((file) =>
  wideComments(readFileSync(join(root, file), 'utf8')).map(
    ({ line, width }) => `${file}:${line} has a comment line of ${width} columns`,
  ),
);
for (const finding of findings) console.error(finding);
process.exitCode = findings.length > 0 ? 1 : 0;
if (files.length === 0) throw new Error('No file was found: the check looks in the wrong place.');
console.log(`${files.length} files, ${findings.length} comment lines wider than ${printWidth} columns`);

/**
 * Returns the lines on which a comment exceeds the width.
 *
 * @param {string} text
 * @returns {{ line: number, width: number }[]}
 */
function wideComments(text) {
  const lines = text.split('\n');
  if (lines.every((line) => line.length <= printWidth)) return [];
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  return commentsOf(source).flatMap(({ pos, end }) => {
    const first = source.getLineAndCharacterOfPosition(pos).line;
    const last = source.getLineAndCharacterOfPosition(end);
    return lines.slice(first, last.line + 1).flatMap((line, index) => {
      const width = first + index === last.line ? last.character : line.length;
      return width > printWidth ? [{ line: first + index + 1, width }] : [];
    });
  });
}

/**
 * Returns all comments: those before a token, and those that follow one on the same line.
 *
 * @param {ts.SourceFile} source
 * @returns {ts.CommentRange[]}
 */
function commentsOf(source) {
  /** @param {ts.Node} node @returns {ts.CommentRange[]} */
  const below = (node) => {
    const children = node.getChildren(source);
    if (children.length > 0) return children.filter((child) => !ts.isJSDoc(child)).flatMap(below);
    return [
      ...(ts.getLeadingCommentRanges(source.text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(source.text, node.end) ?? []),
    ];
  };
  return below(source);
}

/** A check that no longer works looks like a clean repository. */
function proveThatItSees() {
  const wide = 'x'.repeat(printWidth);
  const faults = [
    `// ${wide}`,
    `/** ${wide} */`,
    `/**\n * ${wide}\n */\nexport const first = 1;`,
    `export const second = 2; // ${wide}`,
    `call(/* ${wide} */ \`\${third /* ${wide}\n */}\`);\n`,
    `class Fourth {\n  // ${wide}\n}`,
  ];
  const valid = [
    `export const text = \`\n// ${wide}\`;`,
    `export const url = /\\/\\/${wide}/;`,
    `/* short */ '${wide}';`,
  ];
  const misjudged = [
    ...faults.filter((code) => wideComments(code).length === 0),
    ...valid.filter((code) => wideComments(code).length > 0),
  ];
  if (misjudged.length > 0) throw new Error(`The check misjudges:\n${misjudged.join('\n')}`);
}
