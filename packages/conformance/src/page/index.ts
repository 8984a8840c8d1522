export { countsOf, type Counts, type LawReport, type Outcome, type Report, type SuiteName } from '../report/report.js';
export { renderMarkdown } from './markdown.js';
export { renderPage } from './page.js';
export { readReport, UnreadableReportError } from './read-report.js';
