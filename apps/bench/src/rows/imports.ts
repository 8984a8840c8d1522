import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../measure/median.js';
import type { Row } from '../row.js';

const program = `
  const spent = async (specifier) => {
    const before = process.cpuUsage();
    await import(specifier);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  console.log(JSON.stringify([await spent('@sess/core'), await spent('@sess/core/node')]));
`;

export const row: Row = {
  what: 'Import, in a process of its own',
  measure({ rounds }) {
    const folder = fileURLToPath(new URL('../../', import.meta.url));
    const runs = Array.from({ length: rounds * 3 }, () => {
      const parameters = ['--input-type=module', '--eval', program];
      const printed = execFileSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8', env: {} });
      return JSON.parse(printed) as [number, number];
    });
    const of = (index: 0 | 1): number => median(runs.map((run) => run[index]));
    return Promise.resolve([
      { part: '@sess/core', before: '60–73', measured: of(0), target: 15, unit: 'ms' },
      { part: 'then @sess/core/node', before: '12–14', measured: of(1), target: 5, unit: 'ms' },
    ]);
  },
};
