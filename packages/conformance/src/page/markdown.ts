import { failuresIn, type LawReport, type Report } from '../report/report.js';
import { matricesOf, type Matrix, type Topic } from './matrix.js';
import {
  count,
  dayOf,
  duration,
  shownCounts,
  signs,
  suiteTitles,
  totalsOf,
  unclaimedOf,
  versionsText,
} from './wording.js';

/** Renders the reports as Markdown tables: one by topic, and on demand one with every law. */
export function renderMarkdown(reports: readonly Report[]): string {
  const legend = Object.entries(signs).map(([outcome, sign]) => `${sign} ${outcome}`);
  const head = `As the suite last ran, on ${dayOf(reports)}. ${legend.join(', ')}.`;
  return [head, ...brokenLaws(reports), ...matricesOf(reports).flatMap(sectionOf)].join('\n\n');
}

function brokenLaws(reports: readonly Report[]): string[] {
  const lines = failuresIn(reports).map(
    ({ law, title, subject }) => `- **Law ${text(law)}**, ${text(subject)}: ${text(title)}`,
  );
  return lines.length === 0 ? [] : [`## Broken laws`, lines.join('\n')];
}

function sectionOf(matrix: Matrix): string[] {
  const { suite, reports, topics, laws } = matrix;
  return [
    `## ${suiteTitles[suite]}`,
    table(
      ['Subject', 'Laws', 'Took', 'Store calls', 'Ran with'],
      reports.map((report) => {
        const { durationMs, storeCalls } = totalsOf(report);
        return [
          report.subject,
          shownCounts(report)
            .map(([outcome, number]) => `${number} ${outcome}`)
            .join(', '),
          duration(durationMs),
          String(storeCalls),
          versionsText(report),
        ];
      }),
    ),
    ...reports.flatMap(unclaimed),
    `### ${suiteTitles[suite]}, by topic`,
    table(
      ['Topic', ...reports.map(({ subject }) => subject)],
      topics.map((topic) => [topic.name, ...reports.map((_report, index) => topicCell(topic, index))]),
    ),
    `<details><summary>All ${count(laws, 'law')}</summary>`,
    table(
      ['Law', 'Promise', ...reports.map(({ subject }) => subject)],
      topics.flatMap(({ rows }) => rows.map(({ law, title, cells }) => [law, title, ...cells.map(lawCell)])),
    ),
    '</details>',
  ];
}

function unclaimed(report: Report): string[] {
  const needs = [...unclaimedOf(report)].map(([need, laws]) => `${text(need)} (${laws.map(text).join(', ')})`);
  return needs.length === 0 ? [] : [`Not claimed for ${text(report.subject)}: ${needs.join('; ')}.`];
}

/** Counts the laws of a topic by outcome: `✓ 8, – 1`. */
function topicCell({ rows }: Topic, index: number): string {
  const outcomes = rows.map(({ cells }) => cells[index]?.outcome ?? 'not run');
  const counts = Object.entries(signs).map(([outcome, sign]) => {
    const number = outcomes.filter((each) => each === outcome).length;
    return number === 0 ? [] : [`${sign} ${number}`];
  });
  return counts.flat().join(', ');
}

function lawCell(cell: LawReport | undefined): string {
  if (!cell) return signs['not run'];
  return cell.durationMs === undefined ? signs[cell.outcome] : `${signs[cell.outcome]} ${duration(cell.durationMs)}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(text).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Escapes text for a cell: reports quote whatever a store returned. */
function text(value: string): string {
  return value.replace(/[\\`*_[\]<>|#]/g, (sign) => (sign === '<' ? '&lt;' : `\\${sign}`)).replace(/\s+/g, ' ');
}
