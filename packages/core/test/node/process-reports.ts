import { afterEach, beforeEach } from 'vitest';

/** Errors that only the process received. */
export interface ProcessReports {
  /** Errors that were reported as warnings. */
  readonly warnings: unknown[];
  /** Errors that end a process without a listener. */
  readonly fatal: unknown[];
}

/** Collects the warnings and the fatal errors during each test. */
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
