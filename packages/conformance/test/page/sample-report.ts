import { type LawReport, type Report, reportFormat } from '../../src/report/report.js';

export const laws: readonly LawReport[] = [
  { law: '1', topic: 'Claims', title: 'limits are <plain>', outcome: 'passed', durationMs: 0.2, storeCalls: 0 },
  {
    law: '33',
    topic: 'Update',
    title: 'one of two wins',
    outcome: 'passed',
    durationMs: 1234,
    storeCalls: 412,
    rounds: 50,
  },
  { law: '35', topic: 'Update', title: 'update | replaces', outcome: 'not claimed', reason: 'attributes' },
  { law: '40', topic: 'Touch', title: 'touch is conditional', outcome: 'not run' },
];

export function sampleReport(more: Partial<Report> = {}): Report {
  return {
    format: reportFormat,
    suite: 'keyed store',
    subject: 'MemorySessionStore',
    startedAt: Date.UTC(2026, 10, 24, 12),
    seed: 7,
    versions: { '@sess/core': '1.2.3', PostgreSQL: '17.2' },
    laws,
    ...more,
  };
}
