import type { Outcome, Report } from '../report/report.js';
import { breakable, escaped, idOf } from './text.js';
import { count, duration, shownCounts, signs, totalsOf, unclaimedOf } from './wording.js';

/** Renders a card for each report: its counts, and on demand its versions and the laws that are not claimed. */
export function cardsOf(reports: readonly Report[]): string {
  return `<div class="cards">${reports.map(cardOf).join('\n')}</div>`;
}

function cardOf(report: Report): string {
  const { durationMs, storeCalls } = totalsOf(report);
  const counts = shownCounts(report).map(
    ([outcome, number]) => `<li class="${idOf(outcome)}">${signOf(outcome)} <b>${number}</b> ${outcome}</li>`,
  );
  const unclaimed = [...unclaimedOf(report)].map(
    ([need, laws]) =>
      `<li><code>${escaped(need)}</code>: ${laws.length === 1 ? 'law' : 'laws'} ${laws.map(escaped).join(', ')}</li>`,
  );
  const versions = Object.entries(report.versions).map(
    ([name, version]) => `<dt>${escaped(name)}</dt><dd>${escaped(version)}</dd>`,
  );
  return `<article>
<h3>${breakable(report.subject)}</h3>
<ul class="counts">${counts.join('')}</ul>
<p>${duration(durationMs)}${storeCalls > 0 ? `, ${count(storeCalls, 'store call')}` : ''}</p>
<details><summary>What it ran with</summary><dl>${versions.join('')}<dt>Seed</dt><dd>${report.seed}</dd><dt>Begun</dt><dd>${new Date(report.startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC</dd></dl></details>
${unclaimed.length > 0 ? `<details><summary>What is not claimed</summary><ul>${unclaimed.join('')}</ul></details>` : ''}
</article>`;
}

export function signOf(outcome: Outcome): string {
  return `<span class="sign ${idOf(outcome)}" aria-hidden="true">${signs[outcome]}</span>`;
}
