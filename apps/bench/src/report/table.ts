import { cpus } from 'node:os';
import type { MeasuredRow } from '../measure-row.js';
import type { RunLength } from '../measure/run-length.js';
import type { Figure } from '../row.js';
import { readable } from './readable.js';

export function conditions({ rounds, turnMs, requests }: RunLength): string {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  return (
    `Node ${process.version}, ${processor}. CPU time of the measured process; medians of ${rounds} turns ` +
    `of ${turnMs} ms, or of ${requests} requests.`
  );
}

/** Formats the rows as a Markdown table. */
export function tableOf(rows: readonly MeasuredRow[]): string {
  const cells = rows.flatMap(({ name, what, figures, missing }) =>
    missing === undefined
      ? figures.map((figure, index) => [name, index === 0 ? what : '', ...cellsOf(figure)])
      : [[name, what, '', '', 'not measured', '', '', missing]],
  );
  const head = ['row', 'measured is', '', 'before', 'measured', 'target', 'reached', ''];
  return `${markdownTable(head, cells)}\n`;
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellsOf({ part = '', before, measured, target, unit, detail = '' }: Figure): string[] {
  const reached = target === undefined ? '' : measured <= target ? 'yes' : 'no';
  return [part, before, `${readable(measured)} ${unit}`, target === undefined ? '' : `${target}`, reached, detail];
}
