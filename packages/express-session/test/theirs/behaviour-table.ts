import type { Behaviour, Subject } from './behaviour.js';

const preface = `# What is the same as in express-session

The tests of express-session 1.19 check 142 behaviours of the middleware. Each is tried with express-session and with
this package, and this page is made from those tests. Where a behaviour contradicts a guarantee, the guarantee is named.
The class \`Cookie\` is counted apart. What "same" leaves out: a deadline moves at most once per \`renewEvery\` (a twentieth
of the idle timeout), and with each request in express-session.
`;

/** Renders the page that lists every behaviour. It is formatted as the formatter leaves it. */
export function behaviourTable(subjects: readonly Subject[], apart: Subject): string {
  const sections = [...subjects, apart].map(({ subject, behaviours }) => {
    const rows = behaviours.map(({ title, here }) => [title, describeHere(here)] as const);
    return `## ${subject}\n\n${table([['express-session', 'here'], ...rows])}`;
  });
  return [preface, `${sentence(subjects)} ${sentence([apart], 'Of the class `Cookie`, ')}\n`, ...sections].join('\n');
}

/** How many behaviours are the same, differ, and do not apply. */
export function countBehaviours(subjects: readonly Subject[]): { same: number; differ: number; notApplicable: number } {
  const all = subjects.flatMap(({ behaviours }) => behaviours.map(({ here }) => here));
  const differ = all.filter((here) => typeof here === 'object' && 'differs' in here).length;
  const notApplicable = all.filter((here) => typeof here === 'object' && 'notApplicable' in here).length;
  return { same: all.length - differ - notApplicable, differ, notApplicable };
}

function sentence(subjects: readonly Subject[], start = ''): string {
  const { same, differ, notApplicable } = countBehaviours(subjects);
  return `${start}${same} are the same, ${differ} differ, ${notApplicable} do not apply.`;
}

function describeHere(here: Behaviour['here']): string {
  if (here === 'same') return 'same';
  return 'differs' in here ? `**differs.** ${here.differs}` : `**does not apply.** ${here.notApplicable}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)));
  const widths = [0, 1].map((column) => Math.max(...escaped.map((row) => row[column]!.length)));
  const [head, ...body] = escaped.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column]!))));
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body, ''].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
