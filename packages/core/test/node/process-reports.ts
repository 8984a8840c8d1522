import { afterEach, beforeEach } from 'vitest';

/** What reached nobody but the process. */
export interface ProcessReports {
  /** Errors that were reported, and that end nothing. */
  readonly warnings: unknown[];
  /** Errors that end a process where nobody listens to them. */
  readonly fatal: unknown[];
}

/** Collects, during each test, what would end the process, and what is only said. */
export function watchProcess(): ProcessReports {
  const reports: ProcessReports = { warnings: [], fatal: [] };
  const warn = (warning: unknown): void => void reports.warnings.push(warning);
  const fail = (reason: unknown): void => void reports.fatal.push(reason);
  beforeEach(() => {
    reports.warnings.splice(0);
    reports.fatal.splice(0);
    process.on('warning', warn);
    for (const event of ['unhandledRejection', 'uncaughtException']) process.on(event, fail);
  });
  afterEach(() => {
    process.off('warning', warn);
    for (const event of ['unhandledRejection', 'uncaughtException']) process.off(event, fail);
  });
  return reports;
}
