import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Report, readReport, renderMarkdown, renderPage, UnreadableReportError } from '../page/index.js';

/** The output of a command: the streams of the process, or those of a test. */
export interface Console {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

const usage = `sess-conformance page  <reports…> [--out page.html]   an HTML page of stores and laws
sess-conformance table <reports…> [--out table.md]    the same as Markdown tables

<reports…> are report files of the suite (option report, or the environment variable SESS_CONFORMANCE_REPORT), or
folders of them. Without --out, the result is printed.
`;

const renderings: Readonly<Record<string, (reports: readonly Report[]) => string>> = {
  page: renderPage,
  table: renderMarkdown,
};

/** Runs `sess-conformance` and returns the exit code: 1 for unreadable reports, 2 for unknown arguments. */
export function runCommand(args: readonly string[], { print, complain }: Console): number {
  let parsed;
  try {
    const options = { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    complain(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    print(usage);
    return 0;
  }
  const [name = '', ...paths] = positionals;
  const render = Object.hasOwn(renderings, name) ? renderings[name] : undefined;
  if (!render) {
    complain(
      `${name === '' ? 'No command was given.' : `${JSON.stringify(name)} is not a known command.`}\n\n${usage}`,
    );
    return 2;
  }
  if (paths.length === 0) {
    complain(`No reports were given.\n\n${usage}`);
    return 2;
  }
  try {
    const text = render(reportsIn(paths));
    if (values.out === undefined) print(text);
    else {
      mkdirSync(dirname(values.out), { recursive: true });
      writeFileSync(values.out, text);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof UnreadableReportError) && !isSystemError(error)) throw error;
    complain(`${error.message}\n`);
    return 1;
  }
}

/** Reads the files, and the reports of folders with their subfolders. */
function reportsIn(paths: readonly string[]): Report[] {
  const files = paths.flatMap((path) => {
    if (!isFolder(path)) return [path];
    const found = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json') && !name.includes('node_modules'))
      .toSorted();
    if (found.length === 0) throw new UnreadableReportError(`${path} contains no report: no file in it ends in .json.`);
    return found.map((name) => join(path, name));
  });
  const reports = files.map((file) => readReport(readFileSync(file, 'utf8'), file));
  const seen = new Map<string, string>();
  for (const [index, { suite, subject }] of reports.entries()) {
    const [file = '', former] = [files[index], seen.get(`${suite} ${subject}`)];
    if (former !== undefined) {
      throw new UnreadableReportError(
        `${former} and ${file} are both reports of ${subject} (${suite}): pass only one, or rename a subject.`,
      );
    }
    seen.set(`${suite} ${subject}`, file);
  }
  return reports;
}

function isFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new UnreadableReportError(`${path} does not exist.`);
  return stats.isDirectory();
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
