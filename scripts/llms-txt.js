// Writes llms.txt (https://llmstxt.org): an index of the documentation for programs that read it, made from the pages
// themselves.
//   pnpm llms         writes it
//   pnpm check llms   fails if it does not match the pages
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicPackages, root } from './workspace-packages.js';

const documents = [
  'docs/from-express-session.md',
  'docs/django.md',
  'docs/frameworks.md',
  'docs/write-a-store.md',
  'docs/store-contract.md',
];
const references = ['docs/serializer-contract.md', 'docs/glossary.md'];

const file = join(root, 'llms.txt');
const text = index();
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('llms.txt does not match the documentation: run pnpm llms');
  process.exitCode = 1;
}

function index() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const summary = /\*\*(.+?)\*\*/.exec(readme)?.[1] ?? '';
  const example = /```ts\n[^]+?```/.exec(readme)?.[0] ?? '';
  const packages = publicPackages().map(({ path }) => `${path}/README.md`);
  return `# @sess

> ${summary}

The shortest complete use, on Express with Prisma:

${example}

## Packages

${packages.map(entry).join('\n')}

## Guides and contracts

${documents.map(entry).join('\n')}

## Optional

${references.map(entry).join('\n')}
`;
}

/** @param {string} path relative to the root */
function entry(path) {
  const page = readFileSync(join(root, path), 'utf8');
  const title = /^# (.+)$/m.exec(page)?.[1] ?? path;
  const paragraph = page.split(/\n\n+/).find((part) => /^[A-Z@*]/.test(part)) ?? '';
  const sentence = /^.*?\.(?=\s|$)/.exec(withoutMarkup(paragraph))?.[0] ?? '';
  return `- [${title}](https://raw.githubusercontent.com/sess-js/sess/main/${path}): ${sentence}`;
}

/** @param {string} markdown */
function withoutMarkup(markdown) {
  return markdown
    .replaceAll('\n', ' ')
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replaceAll('*', '');
}
