import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { median } from '../measure/median.js';
import type { Row } from '../row.js';

const folder = fileURLToPath(new URL('../../', import.meta.url));

/** Imports its arguments one after the other, and prints the milliseconds of CPU time of each import. */
const program = `
  const spent = [];
  for (const specifier of process.argv.slice(1)) {
    const before = process.cpuUsage();
    await import(specifier);
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1000);
  }
  console.log(JSON.stringify(spent));
`;

function timesOf(...specifiers: readonly string[]): number[] {
  const parameters = ['--input-type=module', '--eval', program, ...specifiers];
  return JSON.parse(execFileSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8', env: {} })) as number[];
}

/** Writes an empty module, and one as large as the modules of core, made of functions that are never called. */
function writeModules(place: string): readonly [empty: string, sized: string] {
  const dist = new URL('.', import.meta.resolve('@sess/core'));
  const texts = ['index.js', 'shared.js', 'platform/node.js'].map((name) => readFileSync(new URL(name, dist), 'utf8'));
  const length = texts.join('').length;
  let source = '';
  for (let index = 0; source.length < length; index++) {
    source +=
      `function f${index}(one, two) {\n` +
      '  return one === two ? [one] : { one, more: [two].map((each) => each + 1) };\n}\n';
  }
  const write = (name: string, text: string): string => {
    writeFileSync(join(place, name), text);
    return pathToFileURL(join(place, name)).href;
  };
  return [write('empty.mjs', 'export {};\n'), write('sized.mjs', `${source}export { f0 };\n`)];
}

export const row: Row = {
  what: 'Import, in a process of its own',
  measure({ rounds }) {
    const place = mkdtempSync(join(tmpdir(), 'sess-imports-'));
    try {
      const [empty, sized] = writeModules(place);
      const runs = Array.from({ length: rounds * 3 }, () => ({
        ours: timesOf('@sess/core', '@sess/core/node'),
        floor: [timesOf(empty)[0]!, timesOf(sized)[0]!, timesOf(empty, 'node:http')[1]!],
      }));
      const of = (kind: 'ours' | 'floor', index: number): number => median(runs.map((run) => run[kind][index]!));
      const [none, some, http] = [0, 1, 2].map((index) => of('floor', index).toFixed(1));
      const [core, node] = [0, 1].map((index) => ({ measured: of('ours', index), unit: 'ms' as const }));
      const modules = `an empty module ${none} ms, one with as many bytes ${some} ms`;
      return Promise.resolve([
        { part: '@sess/core', before: '60–73', ...core!, target: 15, detail: modules },
        { part: 'then @sess/core/node', before: '12–14', ...node!, target: 5, detail: `node:http alone ${http} ms` },
      ]);
    } finally {
      rmSync(place, { recursive: true });
    }
  },
};
