import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row } from '../row.js';

const check = 'core: the manager with all its methods, and the fetch entry';

export const row: Row = {
  what: 'Manager and fetch entry, minified and gzipped',
  measure() {
    const root = fileURLToPath(new URL('../../../../', import.meta.url));
    const program = fileURLToPath(new URL('node_modules/.bin/size-limit', `file://${root}`));
    // size-limit fails when a budget is exceeded, and prints the sizes nevertheless.
    const printed = execFileSync('sh', ['-c', '"$0" --json || true', program], { cwd: root, encoding: 'utf8' });
    const found = (JSON.parse(printed) as { name: string; size: number }[]).find(({ name }) => name === check);
    if (!found) throw new Error(`.size-limit.js has no check named "${check}".`);
    return Promise.resolve([{ before: '19.6', measured: found.size / 1000, target: 17, unit: 'kB' }]);
  },
};
