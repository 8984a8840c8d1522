// Renders the reports of `pnpm test:hosts` as a page: frameworks by run times. It has no script and loads nothing.
import { glueLines } from './glue-lines.js';
import { importSource } from './hosts-bundle.js';

/**
 * @typedef {import('./hosts-report.js').RuntimeReport} RuntimeReport
 *
 * @typedef {import('./hosts-report.js').HostReport} HostReport
 *
 * @typedef {import('./glue-lines.js').Glue} Glue
 *
 * @typedef {'passed' | 'failed' | 'deviation' | 'not-applicable'} Sign
 */

/** @type {Readonly<Record<Sign, string>>} */
const signs = { passed: '✓', failed: '✗', deviation: '!', 'not-applicable': '–' };

/**
 * @param {readonly RuntimeReport[]} reports
 * @returns {Promise<string>}
 */
export async function renderHostsPage(reports) {
  const { style } = /** @type {typeof import('../packages/conformance/src/page/style.js')} */ (
    await importSource('packages/conformance/src/page/style.ts')
  );
  const glue = glueLines();
  const hosts = [...new Set(reports.flatMap((report) => report.hosts.map(({ host }) => host)))].toSorted(byName);
  const laws = [...new Set(reports.flatMap((report) => report.laws))];
  const failures = reports.flatMap(({ runtime, hosts: all }) =>
    all.flatMap(({ host, failed }) => failed.map((finding) => ({ runtime, host, ...finding }))),
  );
  const verdict =
    failures.length === 0
      ? 'No law was broken.'
      : `<a href="#broken">${failures.length} ${failures.length === 1 ? 'law was' : 'laws were'} broken.</a>`;
  const dates = reports.map(({ date }) => date).toSorted();
  const others = Object.entries(glue).filter(([name]) => !hosts.includes(name));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Frameworks of @sess by run times</title>
<style>${style}${ownStyle}</style>
</head>
<body>
<header>
<h1>Frameworks by run times</h1>
<p>How many of the ${laws.length} <a href="#laws">laws</a> each framework kept with <b>@sess</b>, over HTTP and on real servers, when they last ran, on ${dates.at(-1)}. ${verdict} <a href="frameworks.md">Frameworks</a> has the code.</p>
<ul class="legend" aria-label="Signs">
<li>${signOf('passed')} all laws hold</li>
<li>${signOf('deviation')} a law does not hold, and the reason is known</li>
<li>${signOf('failed')} a law was broken</li>
<li>${signOf('not-applicable')} does not run there</li>
</ul>
</header>
<main>
${sectionOfFailures(failures)}<div class="scroll" role="region" aria-label="Frameworks by run times" tabindex="0">
<table>
<caption class="hidden">${hosts.length} frameworks by ${reports.length} run times</caption>
<thead><tr><th scope="col">Framework</th><th scope="col">Glue lines</th>${reports.map(({ runtime, version }) => `<th scope="col">${escaped(runtime)}<small>${escaped(version)}</small></th>`).join('')}</tr></thead>
<tbody>
${hosts.map((host) => rowOf(host, reports, glue[host])).join('\n')}
</tbody>
</table>
</div>
<p class="note">Open a framework to see what holds where. <b>Glue lines</b> are what an application writes to mount @sess: the lines that import one of its entries or name what it exports, and all lines of a file that does nothing else. A script counts them in the tested examples. On Bun and Deno, frameworks with fetch handlers run on <code>Bun.serve</code> and <code>Deno.serve</code>, on Node on @hono/node-server. In workerd, the runtime of Cloudflare Workers, laws and frameworks are one bundle, made with the conditions <code>workerd</code>, <code>worker</code> and <code>browser</code>; the laws call the handler there, because nothing in a Worker listens.</p>
${sectionOfOthers(others)}<section id="laws" aria-labelledby="laws-title"><h2 id="laws-title">The laws</h2>
<ol>
${laws.map((law) => `<li>${escaped(law)}</li>`).join('\n')}
</ol></section>
</main>
</body>
</html>
`;
}

const ownStyle = `
.sign.deviation { color: var(--link); } .sign.not-applicable { color: var(--none); }
tbody th[scope=row] { min-width: 15rem; } tbody th li { margin: .15rem 0; } .note { color: var(--quiet); font-size: .9rem; }
td { white-space: nowrap; } ol { padding-left: 2rem; } ol li { margin: .2rem 0; }
.scroll:has(.others) { width: fit-content; max-width: 100%; } .others { width: auto; } .others th { font-weight: 400; }
@media (max-width: 48rem) { tbody th[scope=row] { min-width: 9rem; max-width: 9rem; } thead th { min-width: 4.2rem; } }
`;

/** Frameworks whose package has a scope are beside those that they belong to. */
function byName(/** @type {string} */ one, /** @type {string} */ other) {
  return one.replace('@', '').localeCompare(other.replace('@', ''), 'en');
}

/** @param {readonly { runtime: string, host: string, law: string, reason: string }[]} failures */
function sectionOfFailures(failures) {
  if (failures.length === 0) return '';
  const entries = failures.map(
    ({ runtime, host, law, reason }) =>
      `<details><summary><b>${escaped(host)}</b>, ${escaped(runtime)}: ${escaped(law)}</summary><pre tabindex="0">${escaped(reason)}</pre></details>`,
  );
  return `<section id="broken" aria-labelledby="broken-title"><h2 id="broken-title">Broken laws</h2>${entries.join('\n')}</section>\n`;
}

/**
 * @param {string} host
 * @param {readonly RuntimeReport[]} reports
 * @param {Glue | undefined} glue
 */
function rowOf(host, reports, glue) {
  const seen = reports.map(({ runtime, hosts }) => ({ runtime, report: hosts.find((each) => each.host === host) }));
  const details = seen.map(
    ({ runtime, report }) => `<li>${escaped(runtime)}: ${escaped(textOf(report).join('; '))}</li>`,
  );
  const files = glue?.files.map((file) => `<a href="../${escaped(file)}">${escaped(file.split('/').at(-1) ?? '')}</a>`);
  const code = files ? `<li>Glue lines: ${files.join(', ')}</li>` : '';
  return `<tr><th scope="row"><details><summary>${escaped(host)}</summary><ul>${code}${details.join('')}</ul></details></th><td>${glue?.lines ?? '–'}</td>${seen.map(({ report }) => cellOf(report)).join('')}</tr>`;
}

/** @param {HostReport | undefined} report */
function cellOf(report) {
  const sign = signFor(report);
  const all = report ? report.passed + report.failed.length + report.deviations.length : 0;
  const numbers = sign === 'not-applicable' ? '' : ` ${report?.passed} of ${all}`;
  return `<td class="${sign}" title="${escaped(textOf(report).join('\n'))}">${signOf(sign)}${numbers}</td>`;
}

/**
 * @param {HostReport | undefined} report
 * @returns {Sign}
 */
function signFor(report) {
  if (!report || report.notApplicable !== undefined) return 'not-applicable';
  if (report.failed.length > 0) return 'failed';
  return report.deviations.length > 0 ? 'deviation' : 'passed';
}

/** @param {HostReport | undefined} report */
function textOf(report) {
  if (!report) return ['It was not there when these laws last ran.'];
  if (report.notApplicable !== undefined) return [`Does not run there. ${report.notApplicable}`];
  const broken = report.failed.map(({ law }) => `Broken: ${law}`);
  const known = report.deviations.map(({ law, reason }) => `Does not hold: ${law} (${reason})`);
  return broken.length + known.length === 0 ? ['All laws hold.'] : [...broken, ...known];
}

/** @param {readonly (readonly [name: string, glue: Glue])[]} others */
function sectionOfOthers(others) {
  if (others.length === 0) return '';
  const rows = others.map(
    ([name, { lines, files }]) =>
      `<tr><th scope="row">${escaped(name)}</th><td>${lines}</td><td>${files.map((file) => `<a href="../${escaped(file)}">${escaped(file)}</a>`).join(', ')}</td></tr>`,
  );
  return `<section aria-labelledby="others-title"><h2 id="others-title">Frameworks with tests of their own</h2>
<div class="scroll"><table class="others"><thead><tr><th scope="col">Framework</th><th scope="col">Glue lines</th><th scope="col">Code</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>
`;
}

/** @param {Sign} sign */
function signOf(sign) {
  return `<span class="sign ${sign}" aria-hidden="true">${signs[sign]}</span>`;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
