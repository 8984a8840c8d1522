import { expect, it } from 'vitest';
import { renderMarkdown, renderPage } from '../../src/page/index.js';
import { laws, sampleReport } from './sample-report.js';

const hostile = '<script>alert("1")</script> & `|` \n[x](y)';
const failing = sampleReport({
  subject: 'Other on <b>',
  laws: laws.map((law) => (law.law === '33' ? { ...law, outcome: 'failed', reason: hostile } : law)),
});
const page = renderPage([sampleReport(), failing]);

it('shows every store and every law, in cells with row and column headers', () => {
  expect(page.match(/<th scope="col">/g)).toHaveLength(3);
  expect(page.match(/<th scope="row">/g)).toHaveLength(laws.length);
  expect(page.match(/<th scope="rowgroup"/g)).toHaveLength(3);
  expect(page.match(/<td /g)).toHaveLength(2 * laws.length);
  expect(page.match(/<span class="hidden">failed<\/span>/g)).toHaveLength(1);
  expect(page).toContain('Memory<wbr>Session<wbr>Store: passed, 1.2 s, 412 store calls, 50 rounds');
  expect(page).toContain('<code>attributes</code>: law 35');
  expect(page).toContain('<dt>PostgreSQL</dt><dd>17.2</dd>');
});

it('is one file without scripts or external resources, and escapes the text of reports', () => {
  expect(page).not.toMatch(/<script|<link|<img|\bsrc=|@import|url\(|https?:/);
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; `|`');
  expect(page).toContain('Other on &lt;b&gt;');
  expect(page).toContain('limits are &lt;plain&gt;');
});

it('says whether a law was broken, and links to the broken laws', () => {
  expect(renderPage([sampleReport()])).toContain('No law was broken.');
  expect(renderPage([sampleReport()])).not.toContain('id="broken"');
  expect(page).toContain('<a href="#broken">1 law was broken.</a>');
});

it('separates suites, takes titles from the newest report, and marks laws that an older report does not have', () => {
  const older = sampleReport({ subject: 'Older', startedAt: 1, laws: [{ ...laws[0]!, title: 'an old title' }] });
  const serializer = sampleReport({ suite: 'serializer', subject: 'JSON' });
  const both = renderPage([older, sampleReport(), serializer]);
  expect(both.match(/<table>/g)).toHaveLength(2);
  expect(both).not.toContain('an old title');
  expect(both).toContain('Older: not in that report');
});

it('renders the same in Markdown, where the text of a report breaks no table', () => {
  const table = renderMarkdown([sampleReport(), failing]);
  expect(table).toContain('| MemorySessionStore | 2 passed, 1 not claimed, 1 not run | 1.2 s | 412 |');
  expect(table).toContain('| Update | ✓ 1, – 1 | ✗ 1, – 1 |');
  expect(table).toContain('| 33 | one of two wins | ✓ 1.2 s | ✗ 1.2 s |');
  expect(table).toContain('update \\| replaces');
  expect(table).toContain('- **Law 33**, Other on &lt;b\\>: one of two wins');
});
