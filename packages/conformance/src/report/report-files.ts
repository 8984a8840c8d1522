import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Report } from './report.js';

/** The environment variable that names the folder for the reports of all suites. */
const reportFolderVariable = 'SESS_CONFORMANCE_REPORT';

/**
 * The files for a suite's report: the one that its options name, and one in the folder of the environment variable.
 * They are written again after each law, because no runner tells a library when the last test has run. So a run that
 * fails, is filtered or is killed leaves a correct report.
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
      // A concurrent reader finds the old or the new report, never a partial one.
      const draft = join(dirname(path), `.${process.pid}.${Date.now()}.json.tmp`);
      writeFileSync(draft, text);
      renameSync(draft, path);
    }
  }
}

/** Returns JSON with one line per law, so that two reports are easy to compare. */
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
