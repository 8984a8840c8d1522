import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The servers for which the template has the lines of an outage, by the beginning of their headings. */
export const outageServers = ['PostgreSQL', 'MySQL', 'Redis', 'memcached', 'Any other server'] as const;
export type OutageServer = (typeof outageServers)[number];

/** The test of the template after an author has followed its comments for this server. */
export interface OutageLines {
  readonly imports: string;
  readonly line: string;
  readonly outage: string;
  readonly whole: string;
}

export function outageLinesFor(server: OutageServer): OutageLines {
  const text = readFileSync(join(import.meta.dirname, '../template/test/conformance.test.ts'), 'utf8');
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`// ${server}`));
  const [imports = '', line = ''] = lines.slice(start + 1, start + 3).map(uncommented);
  const rest = lines.filter((each) => each.includes('outageOf(line)') || each.includes('line.close()'));
  const [outage = ''] = rest.map(uncommented);
  const whole = lines
    .map((each, at) => (rest.includes(each) || at === start + 1 || at === start + 2 ? uncommented(each) : each))
    .join('\n');
  return { imports, line, outage, whole };
}

function uncommented(line: string): string {
  return line.replace(/^( *)\/\/ /, '$1');
}
