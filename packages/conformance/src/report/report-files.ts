import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Report } from './report.js';

/** The environment variable that names the folder where every suite leaves its report. */
const reportFolderVariable = 'SESS_CONFORMANCE_REPORT';

/**
 * Where a suite's report is kept: the file that the suite's options name, and one in the folder of the environment
 * variable. Written anew after each law, since no runner tells a library when its last test has run: whatever is left
 * out, fails or is killed, the file says how far it came.
 */
export class ReportFiles {
  readonly #paths: readonly string[];

  constructor(heading: string, file: string | undefined) {
    const folder = process.env[reportFolderVariable];
    this.#paths = [
      ...(file === undefined ? [] : [resolve(file)]),
      ...(folder ? [resolve(folder, `${fileNameOf(heading)}.json`)] : []),
    ];
  }

  write(report: Report): void {
    if (this.#paths.length === 0) return;
    const text = textOf(report);
    for (const path of this.#paths) {
      mkdirSync(dirname(path), { recursive: true });
      // Whoever reads meanwhile finds the former report or this one, and never half of it.
      const draft = join(dirname(path), `.${process.pid}.${Date.now()}.json.tmp`);
      writeFileSync(draft, text);
      renameSync(draft, path);
    }
  }
}

/** JSON with a line for each law, so that two reports can be compared by eye. */
export function textOf({ laws, ...head }: Report): string {
  const lines = laws.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  const start = JSON.stringify(head, undefined, 2).replace(/\n\}$/, '');
  return `${start},\n  "laws": [\n${lines}\n  ]\n}\n`;
}

function fileNameOf(heading: string): string {
  const name = heading
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name.slice(0, 100) || 'report';
}
