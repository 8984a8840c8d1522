import { AssertionError } from 'node:assert/strict';
import { ReportFiles } from '../report/report-files.js';
import { type LawReport, type Report, reportFormat, type SuiteName } from '../report/report.js';
import { usualVersions, type Versions } from '../report/versions.js';
import { BrokenLawError } from './broken-law-error.js';
import { effortOf } from './effort.js';
import { show } from './expect.js';
import { NotOffered } from './needs.js';
import { NotWrittenYetError } from './not-written-yet-error.js';
import type { Runner } from './runner.js';
import type { SuiteOptions } from './suite-options.js';

/** The default time limit of a law: enough for 10,000 records on a slow database. */
const lawTimeoutMs = 120_000;

/** The runner's own limit, whose message says less, strikes this much later. */
const graceMs = 10_000;

/** What is measured while a law runs. */
interface Gauge {
  /** Starts anew before a law. */
  reset(): void;
  /** Returns what was counted since `reset`. */
  read(): Pick<LawReport, 'storeCalls' | 'rounds'>;
  /** Returns the calls that the law still waits for. */
  pending(): readonly string[];
  /** Returns the error of the first call since `reset` whose verb is not written yet. */
  unwritten(): Error | undefined;
}

/** One law, ready to run on one subject. */
export interface Trial {
  readonly number: string;
  readonly title: string;
  /** The subject of the law. @defaultValue 'Laws' */
  readonly topic?: string | undefined;
  /** What the law needs and the subject does not offer. If defined, the law is "not claimed". */
  readonly unmet: string | undefined;
  /** Runs before the law and does not count towards its duration. */
  prepare?(): Promise<void>;
  /** Rejects with an AssertionError that says what was expected and what was seen instead. */
  check(): Promise<void>;
}

/** What a suite tests, its heading, and the seed of its random values. */
export interface SuiteHeading {
  readonly suite: SuiteName;
  readonly heading: string;
  readonly subject: string;
  readonly seed: number;
  /** The kind of subject, for failure messages: `store`. */
  readonly kind: string;
  readonly gauge?: Gauge;
  /** Returns a sentence about the likely cause of a failure, if there is one. */
  hint?(): string | undefined;
  /** Returns the subject's own versions; called once, before the first law. */
  versions?(): Versions | Promise<Versions>;
  readonly options: Pick<SuiteOptions, 'effort' | 'lawTimeoutMs' | 'report' | 'rounds'>;
}

/** Registers one test for each law. A law that is not claimed is a skipped test whose title says what is missing. */
export function registerLaws(runner: Runner, suite: SuiteHeading, trials: readonly Trial[]): Report {
  const laws: LawReport[] = trials.map(({ number, title, topic = 'Laws', unmet }) => ({
    law: number,
    topic,
    title,
    ...(unmet === undefined ? { outcome: 'not run' } : { outcome: 'not claimed', reason: unmet }),
  }));
  const { heading, seed } = suite;
  const report: Report = {
    format: reportFormat,
    suite: suite.suite,
    subject: heading,
    startedAt: Date.now(),
    seed,
    versions: usualVersions(),
    laws,
  };
  // Written now, so that there is a report even if the runner leaves all tests out.
  const files = new ReportFiles(heading, suite.options.report);
  files.write(report);
  const run = new SuiteRun(suite, report, files);
  runner.describe(heading, () => {
    for (const [index, trial] of trials.entries()) run.register(runner, trial, laws[index] as LawReport);
  });
  return report;
}

/** Runs the laws of one suite. */
class SuiteRun {
  readonly #suite: SuiteHeading;
  readonly #report: Report;
  readonly #files: ReportFiles;
  readonly #timeoutMs: number;
  #versions: Promise<void> | undefined;

  constructor(suite: SuiteHeading, report: Report, files: ReportFiles) {
    const { rounds } = effortOf(suite.options);
    this.#suite = suite;
    this.#report = report;
    this.#files = files;
    this.#timeoutMs = suite.options.lawTimeoutMs ?? lawTimeoutMs * Math.max(1, rounds);
  }

  register(runner: Runner, trial: Trial, entry: LawReport): void {
    const name = `law ${trial.number}: ${trial.title}`;
    if (trial.unmet === undefined) {
      const body = skippable(() => this.#try(trial, entry), entry);
      runner.it(name, body, this.#timeoutMs + graceMs);
      return;
    }
    const unclaimed = `${name} (not claimed: ${trial.unmet})`;
    const nothing = () => Promise.resolve();
    // There is nothing to run, and a runner that can skip a test does not count it as passed.
    if (runner.it.skip) runner.it.skip(unclaimed, nothing);
    else runner.it(unclaimed, nothing);
  }

  async #try(trial: Trial, entry: LawReport): Promise<void> {
    const { gauge } = this.#suite;
    let startedAt = performance.now();
    try {
      await this.#inTime(async () => {
        await (this.#versions ??= this.#askVersions());
        await trial.prepare?.();
        gauge?.reset();
        startedAt = performance.now();
        await trial.check();
      });
      entry.outcome = 'passed';
    } catch (error) {
      if (error instanceof NotOffered) {
        entry.outcome = 'not claimed';
        entry.reason = error.need;
      } else {
        const failure = this.#notWrittenYet(error) ?? this.#brokenLaw(trial, error);
        entry.outcome = 'failed';
        entry.reason = failure.message;
        throw failure;
      }
    } finally {
      entry.durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      Object.assign(entry, gauge?.read());
      this.#files.write(this.#report);
    }
  }

  /** Stops waiting for a law that hangs, even if the runner would not. */
  async #inTime(body: () => Promise<void>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(this.#unfinished()), this.#timeoutMs);
    });
    try {
      await Promise.race([body(), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  #unfinished(): AssertionError {
    const pending = this.#suite.gauge?.pending() ?? [];
    const seen =
      pending.length > 0
        ? `Seen: no response to ${pending.join(', ')}.`
        : `Seen: every call of the ${this.#suite.kind} has returned, so the subject hangs or the law has too much to do.`;
    const message = `The law must finish within ${this.#timeoutMs / 1000} s (option lawTimeoutMs).\n${seen}`;
    return new AssertionError({ message });
  }

  async #askVersions(): Promise<void> {
    const own = (await this.#suite.versions?.()) ?? {};
    this.#report.versions = { ...this.#report.versions, ...own };
  }

  /** Returns the error for a law that needs a part of the store that is not written yet, however it has failed. */
  #notWrittenYet(error: unknown): NotWrittenYetError | undefined {
    const unwritten = NotWrittenYetError.is(error) ? error : this.#suite.gauge?.unwritten();
    return unwritten && new NotWrittenYetError(unwritten.message);
  }

  /** Returns the error that names the law and the subject. */
  #brokenLaw({ number, title }: Trial, error: unknown): BrokenLawError {
    const { subject, kind, seed } = this.#suite;
    const isFinding = error instanceof AssertionError;
    const what = isFinding
      ? error.message
      : `The ${kind} must not fail here: this law does not make any call fail.\nSeen: ${show(error)}`;
    const hint = isFinding ? this.#suite.hint?.() : undefined;
    const message = [`Law ${number} (${title}), ${subject}:`, what, ...(hint ? [hint] : []), `Seed: ${seed}`].join(
      '\n',
    );
    return new BrokenLawError(message, { origin: error, ...(!isFinding && { cause: error }) });
  }
}

/**
 * Returns the body of a test that skips itself if its law turns out, while running, to be not claimed.
 *
 * The test's context is the first argument in vitest (where it is a function) and in node:test, and `this` in mocha.
 * The rest parameter keeps the function's length at zero: runners take a named parameter for a callback to wait for.
 */
function skippable(body: () => Promise<void>, entry: LawReport): () => Promise<void> {
  return async function test(this: unknown, ...given: unknown[]): Promise<void> {
    await body();
    const context = given[0] ?? this;
    if (entry.outcome !== 'not claimed' || context === null || context === undefined) return;
    const skip: unknown = Reflect.get(Object(context) as object, 'skip');
    if (typeof skip === 'function') Reflect.apply(skip, context, [`not claimed: ${entry.reason}`]);
  };
}
