import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fetchMiddleware } from '../src/index.js';
import { coreLaws, everyStoreLaws } from '../src/laws/core/core-laws.js';
import { sealedStoryLaws, storyLaws } from '../src/laws/http/story-laws.js';
import { sealedCoreLaws, sealedLaws } from '../src/laws/sealed/sealed-laws.js';
import { everySerializerLaw } from '../src/laws/serializer/serializer-laws.js';
import { storeLaws } from '../src/laws/store/store-laws.js';

const folder = new URL('../src/laws/', import.meta.url);
const titles = {
  store: 'A keyed store alone',
  core: 'Core with any store, or with a keyed one',
  sealed: 'A sealed store, alone and with core',
  http: 'What browsers see',
  serializer: 'Serializers',
  '.': 'Shared by keyed and sealed stores',
};

/** The numbers of the laws in a source file: `law('39a'`, `number: '113a'`, `['S1'`. */
function numbersIn(path: string): string[] {
  const source = readFileSync(new URL(path, folder), 'utf8');
  const laws = source.matchAll(/(?:\blaw\(|\bnumber:)\s*'(\d+[a-z]?)',|\[\s*'(S\d+)',/g);
  return Array.from(laws, ([, number, ofSerializer]) => number ?? ofSerializer ?? '');
}

const files = Object.keys(titles).map((folderName) => {
  const names = readdirSync(new URL(folderName, folder)).filter((name) => name.endsWith('.ts'));
  return { folderName, rows: names.toSorted().map((name) => ({ name, numbers: numbersIn(`${folderName}/${name}`) })) };
});

it('the index of laws names the file of each law', async () => {
  const sections = files.map(({ folderName, rows }) => {
    const cells = rows
      .filter(({ numbers }) => numbers.length > 0)
      .map(({ name, numbers }) => [
        `[${name}](${folderName === '.' ? '' : `${folderName}/`}${name})`,
        numbers.join(', '),
      ]);
    const widths = [0, 1].map((column) => Math.max(4, ...cells.map((row) => row[column]?.length ?? 0)));
    const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
    const rule = widths.map((width) => '-'.repeat(width));
    return [`## ${titles[folderName as keyof typeof titles]}\n`, ...[['File', 'Laws'], rule, ...cells].map(line)].join(
      '\n',
    );
  });
  const head =
    '# Where each law is\n\nEach file has the laws on one subject. Search this page for the number of a law.';
  await expect(`${[head, ...sections].join('\n\n')}\n`).toMatchFileSnapshot('../src/laws/README.md');
});

/** What one store or serializer is tested with. A law of sealed stores may have the number of a law of keyed ones. */
const suites = {
  'keyed stores': [...storeLaws, ...coreLaws, ...storyLaws(fetchMiddleware)],
  'sealed stores': [...sealedLaws, ...everyStoreLaws, ...sealedCoreLaws, ...sealedStoryLaws(fetchMiddleware)],
  serializers: everySerializerLaw,
};

it('the index of laws has every law', () => {
  const found = new Set(files.flatMap(({ rows }) => rows.flatMap(({ numbers }) => numbers)));
  const laws = Object.values(suites).flat();
  expect(new Set(laws.map(({ number }) => number))).toEqual(found);
});

it.each(Object.entries(suites))('no two laws of %s have one number', (_, laws) => {
  const numbers = laws.map(({ number }) => number);
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
});
