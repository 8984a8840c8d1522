import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const fixtures = join(import.meta.dirname, '../../fixtures');

/** How to start a runner on one file of its fixture, and how to read its summary. */
export interface RealRunner {
  readonly name: string;
  /** The program and its arguments before the file name. `only` is a part of the names of the tests to run. */
  command(only: string | undefined): readonly [string, ...string[]];
  /** Whether a test can be skipped while it runs. */
  readonly skipsLate: boolean;
  /** The patterns for the numbers in the runner's summary. */
  readonly summary: { readonly passed: RegExp; readonly failed: RegExp; readonly skipped: RegExp };
}

export const runners: readonly RealRunner[] = [
  {
    name: 'vitest',
    skipsLate: true,
    command: (only) => [process.execPath, bin('vitest'), 'run', ...given('-t', only)],
    summary: { passed: /Tests .*?(\d+) passed/, failed: /Tests .*?(\d+) failed/, skipped: /Tests .*?(\d+) skipped/ },
  },
  {
    name: 'node-test',
    skipsLate: true,
    command: (only) => [process.execPath, '--test', '--test-reporter=tap', ...given('--test-name-pattern', only)],
    summary: { passed: /^# pass (\d+)/m, failed: /^# fail (\d+)/m, skipped: /^# skipped (\d+)/m },
  },
  {
    name: 'jest',
    skipsLate: false,
    command: (only) => [process.execPath, '--experimental-vm-modules', bin('jest'), ...given('-t', only)],
    summary: { passed: /Tests: .*?(\d+) passed/, failed: /Tests: .*?(\d+) failed/, skipped: /Tests: .*?(\d+) skipped/ },
  },
  {
    name: 'bun',
    skipsLate: false,
    command: (only) => [bunProgram(), 'test', ...given('-t', only)],
    summary: { passed: /^ *(\d+) pass$/m, failed: /^ *(\d+) fail$/m, skipped: /^ *(\d+) skip$/m },
  },
  {
    name: 'mocha',
    skipsLate: true,
    command: (only) => [process.execPath, bin('mocha'), '--timeout', '0', ...given('--grep', only)],
    summary: { passed: /(\d+) passing/, failed: /(\d+) failing/, skipped: /(\d+) pending/ },
  },
];

/** The output of a runner. */
export interface RunnerRun {
  readonly exitCode: number;
  /** The text of both of its streams. */
  readonly output: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface RunnerOptions {
  readonly file: string;
  readonly only?: string;
  readonly reportFolder: string;
}

/** Starts the runner as its users do, and waits until it ends. */
export function runWith({ name, command, summary }: RealRunner, options: RunnerOptions): Promise<RunnerRun> {
  const [program, ...args] = command(options.only);
  const env = {
    ...without(
      process.env,
      /^(?:VITEST|NODE_TEST_CONTEXT|NODE_OPTIONS|FORCE_COLOR|NODE_ENV|CI|GITHUB_|JEST_|TEST$|CLAUDE)/,
    ),
    NO_COLOR: '1',
    SESS_CONFORMANCE_REPORT: options.reportFolder,
  };
  const settings = { cwd: join(fixtures, name), env, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(program, [...args, options.file], settings, (error, stdout, stderr) => {
      const output = `${stdout}\n${stderr}`;
      const exitCode = error ? error.code : 0;
      if (typeof exitCode !== 'number') {
        reject(new Error(`${name} did not come to an end by itself: ${error?.message}\n${output}`));
        return;
      }
      const count = (what: RegExp) => Number(what.exec(output)?.[1] ?? 0);
      const { passed, failed, skipped } = summary;
      resolve({ exitCode, output, passed: count(passed), failed: count(failed), skipped: count(skipped) });
    });
  });
}

function given(option: string, value: string | undefined): string[] {
  return value === undefined ? [] : [option, value];
}

function without(env: NodeJS.ProcessEnv, names: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)));
}

function requireOf(fixture: string): NodeJS.Require {
  return createRequire(join(fixtures, fixture, 'package.json'));
}

/** Returns the program of a runner whose package has the name of its fixture. */
function bin(name: string): string {
  const manifest = requireOf(name).resolve(`${name}/package.json`);
  const { bin: programs } = requireOf(name)(manifest) as { readonly bin: string | Readonly<Record<string, string>> };
  return join(dirname(manifest), typeof programs === 'string' ? programs : (programs[name] ?? ''));
}

/** Finds the program that Bun's install script would copy; packages may not run install scripts in this repository. */
function bunProgram(): string {
  const ofBun = createRequire(requireOf('bun').resolve('bun/package.json'));
  const { platform, arch } = process;
  const cpu = arch === 'arm64' ? 'aarch64' : arch;
  const names = [`${platform}-${cpu}`, `${platform}-${cpu}-musl`].map((target) => target.replace('win32', 'windows'));
  for (const name of names) {
    for (const program of ['bun', 'bun.exe']) {
      try {
        return ofBun.resolve(`@oven/bun-${name}/bin/${program}`);
      } catch {
        // Another platform's name.
      }
    }
  }
  throw new Error(`The package bun has no program for ${platform} on ${arch}.`);
}
