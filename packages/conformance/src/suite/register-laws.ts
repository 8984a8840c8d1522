import { AssertionError } from 'node:assert/strict';
import { ReportFiles } from '../report/report-files.js';
import { type LawReport, type Report, reportFormat, type SuiteName } from '../report/report.js';
import { usualVersions, type Versions } from '../report/versions.js';
import { BrokenLawError } from './broken-law-error.js';
import { show } from './expect.js';
import { NotOffered } from './needs.js';
import type { Runner } from './runner.js';
import type { SuiteOptions } from './suite-options.js';

/** How long a law may take: long enough for 10,000 records on a slow database. */
const lawTimeoutMs = 120_000;

/** How much later the runner's own limit strikes, whose message says less. */
const graceMs = 10_000;

/** What is measured while a law is tried. */
export interface Gauge {
  /** A law begins. */
  reset(): void;
  /** What was counted since. */
  read(): Pick<LawReport, 'storeCalls' | 'rounds'>;
  /** What the law still waits for, in words; empty where nothing is known. */
  pending(): readonly string[];
}

/** One law, ready to be tried on one subject. */
export interface Trial {
  readonly number: string;
  readonly title: string;
  /** What it is about. @defaultValue 'Laws' */
  readonly topic?: string | undefined;
  /** What the law needs and the subject does not offer; then the law is "not claimed". */
  readonly unmet: string | undefined;
  /** What has to be done before, and is not part of what the law takes. */
  prepare?(): Promise<void>;
  /** Rejects with an AssertionError that says what was expected and what was seen instead. */
  check(): Promise<void>;
}

/** What a suite is about: what is tested, by which name, and what brings its random values back. */
export interface SuiteHeading {
  readonly suite: SuiteName;
  readonly heading: string;
  readonly subject: string;
  readonly seed: number;
  /** The kind of thing that is tested, to say what failed: `store`. */
  readonly kind: string;
  readonly gauge?: Gauge;
  /** What may be behind a failure, in a sentence, where something is known. */
  hint?(): string | undefined;
  /** What the subject says of its own versions; asked once, before the first law. */
  versions?(): Versions | Promise<Versions>;
  readonly options: Pick<SuiteOptions, 'report' | 'rounds' | 'lawTimeoutMs'>;
}

/** Registers one test for each law. A law that the subject does not claim is a skipped test whose title says so. */
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
  // From the start: where the runner leaves tests out, there is a report that says so.
  const files = new ReportFiles(heading, suite.options.report);
  files.write(report);
  const run = new SuiteRun(suite, report, files);
  runner.describe(heading, () => {
    for (const [index, trial] of trials.entries()) run.register(runner, trial, laws[index] as LawReport);
  });
  return report;
}

/** One suite on its way through the runner. */
class SuiteRun {
  readonly #suite: SuiteHeading;
  readonly #report: Report;
  readonly #files: ReportFiles;
  readonly #timeoutMs: number;
  #versions: Promise<void> | undefined;

  constructor(suite: SuiteHeading, report: Report, files: ReportFiles) {
    const { lawTimeoutMs: asked, rounds = 1 } = suite.options;
    this.#suite = suite;
    this.#report = report;
    this.#files = files;
    this.#timeoutMs = asked ?? lawTimeoutMs * Math.max(1, rounds);
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
    // Not a test left out: there is nothing to try, and a runner that can says so instead of counting it as passed.
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
        const failure = this.#brokenLaw(trial, error);
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

  /** Ends the wait for a law that hangs, whether or not the runner would. */
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
        ? `Seen: no answer to ${pending.join(', ')}.`
        : `Seen: every call of the ${this.#suite.kind} was answered, so what hangs is the subject, or there is too much to do.`;
    const message = `The law must be done within ${this.#timeoutMs / 1000} s (option lawTimeoutMs).\n${seen}`;
    return new AssertionError({ message });
  }

  async #askVersions(): Promise<void> {
    const own = (await this.#suite.versions?.()) ?? {};
    this.#report.versions = { ...this.#report.versions, ...own };
  }

  /** Says which law was broken by whom. */
  #brokenLaw({ number, title }: Trial, error: unknown): BrokenLawError {
    const { subject, kind, seed } = this.#suite;
    const isFinding = error instanceof AssertionError;
    const what = isFinding
      ? error.message
      : `The ${kind} must not fail here: nothing in this law makes a call fail on purpose.\nSeen: ${show(error)}`;
    const hint = isFinding ? this.#suite.hint?.() : undefined;
    const message = [`Law ${number} (${title}), ${subject}:`, what, ...(hint ? [hint] : []), `Seed: ${seed}`].join(
      '\n',
    );
    return new BrokenLawError(message, { origin: error, ...(!isFinding && { cause: error }) });
  }
}

/**
 * The body of a test that the runner lists as skipped where it found, while it ran, that there is nothing to claim.
 *
 * The test's context is the first argument in vitest (where it is a function) and in node:test, and `this` in mocha. A
 * rest parameter keeps the length at zero: runners take a named one for a callback that they have to wait for.
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
