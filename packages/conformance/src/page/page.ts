import { countsOf, failuresIn, type LawReport, type Report } from '../report/report.js';
import { cardsOf, signOf } from './cards.js';
import { matricesOf, type Matrix, type Row } from './matrix.js';
import { style } from './style.js';
import { breakable, escaped, idOf } from './text.js';
import { count, dayOf, duration, numbersOf, suiteTitles } from './wording.js';

/** Renders the reports as one HTML page of stores and laws. It has no script and loads nothing. */
export function renderPage(reports: readonly Report[]): string {
  const matrices = matricesOf(reports);
  const failures = failuresIn(reports);
  const verdict =
    failures.length === 0
      ? 'No law was broken.'
      : `<a href="#broken">${count(failures.length, 'law was broken', 'laws were broken')}.</a>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Conformance to the laws of @sess</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Stores by laws</h1>
<p>The laws that each store of <b>@sess</b> kept when the conformance suite last ran, on ${dayOf(reports)}. ${verdict}</p>
<ul class="legend" aria-label="Signs">
<li>${signOf('passed')} passed: the law was tested and kept</li>
<li>${signOf('failed')} failed: the law was tested and broken</li>
<li>${signOf('not claimed')} not claimed: the store or its tests do not offer what the law needs</li>
<li>${signOf('not run')} not run: the law was left out, or the run ended before it</li>
</ul>
<nav aria-label="Tables"><ul>${matrices.map(({ suite }) => `<li><a href="#${idOf(suite)}">${suiteTitles[suite]}</a></li>`).join('')}</ul></nav>
</header>
<main>
${sectionOfFailures(failures)}${matrices.map(sectionOf).join('\n')}
</main>
<footer><p>Below each sign is the duration of the test. Open a law to see how often the store was called and how many rounds a race had.</p></footer>
</body>
</html>
`;
}

function sectionOfFailures(failures: ReturnType<typeof failuresIn>): string {
  if (failures.length === 0) return '';
  const entries = failures.map(
    ({ law, title, subject, reason = '' }) =>
      `<details open><summary><b>Law ${escaped(law)}</b>, ${escaped(subject)}: ${escaped(title)}</summary>` +
      `<pre tabindex="0">${escaped(reason)}</pre></details>`,
  );
  return `<section id="broken" aria-labelledby="broken-title"><h2 id="broken-title">Broken laws</h2>${entries.join('\n')}</section>\n`;
}

function sectionOf(matrix: Matrix): string {
  const { suite, reports, topics, laws } = matrix;
  const id = idOf(suite);
  const heads = reports.map(
    (report) => `<th scope="col">${breakable(report.subject)}<small>${countsOf(report).passed} passed</small></th>`,
  );
  const bodies = topics.map(
    ({ name, rows }) =>
      `<tbody><tr class="topic"><th scope="rowgroup" colspan="${reports.length + 1}"><span>${escaped(name)}</span></th></tr>
${rows.map((row) => rowOf(row, reports)).join('\n')}</tbody>`,
  );
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${suiteTitles[suite]}</h2>
${cardsOf(reports)}
<div class="scroll" role="region" aria-labelledby="${id}-title" tabindex="0">
<table>
<caption class="hidden">${suiteTitles[suite]}: ${count(laws, 'law')} by ${count(reports.length, 'subject')}</caption>
<thead><tr><th scope="col">Law</th>${heads.join('')}</tr></thead>
${bodies.join('\n')}
</table>
</div>
</section>`;
}

function rowOf({ law, title, cells }: Row, reports: readonly Report[]): string {
  const details = cells.map((cell, index) => {
    const numbers = cell ? numbersOf(cell) : '';
    const reason = cell?.outcome === 'not claimed' && cell.reason ? ` (${cell.reason})` : '';
    const what = cell ? `${cell.outcome}${reason}` : 'not in that report';
    const whose = breakable(reports[index]?.subject ?? '');
    return `<li>${whose}: ${escaped(what)}${numbers && `, ${numbers}`}</li>`;
  });
  return `<tr><th scope="row"><details><summary><b>${escaped(law)}</b> ${escaped(title)}</summary><ul>${details.join('')}</ul></details></th>${cells.map(cellOf).join('')}</tr>`;
}

function cellOf(cell: LawReport | undefined): string {
  const { outcome, durationMs } = cell ?? { outcome: 'not run' as const, durationMs: undefined };
  const took = durationMs === undefined ? '' : `<small>${escaped(duration(durationMs))}</small>`;
  return `<td class="${idOf(outcome)}">${signOf(outcome)}<span class="hidden">${outcome}</span>${took}</td>`;
}
