import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..');
/** The program as it is published. `pnpm test` builds it first. */
export const program = join(root, 'dist/bin.js');

/** How a run of `sess` ended. */
export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with a config file, from which `sess` is run. Packages are found from there as from any application. */
export class Project {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(join(root, 'temp'), { recursive: true });
    this.folder = mkdtempSync(join(root, 'temp/project-'));
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  async sess(...parameters: readonly string[]): Promise<Run> {
    return await this.sessWith({}, ...parameters);
  }

  async sessWith(env: NodeJS.ProcessEnv, ...parameters: readonly string[]): Promise<Run> {
    return await this.run(process.execPath, [program, ...parameters], { env });
  }

  async run(
    command: string,
    parameters: readonly string[],
    { cwd = this.folder, env = {} }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<Run> {
    // Without what pnpm and vitest set for their own children.
    const { DEBUG: _debug, NODE_OPTIONS: _options, NODE_PATH: _path, ...inherited } = process.env;
    const child = spawn(command, parameters, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    return await ended(child);
  }
}

async function ended(child: ChildProcess): Promise<Run> {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  }
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...printed }));
  });
}

/** Returns what a run with `--json` printed. */
export function objectsOf({ stdout }: Run): readonly Record<string, unknown>[] {
  const lines = stdout.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Returns the codes of what the doctor found not to be in order. */
export function codesOf(run: Run): readonly unknown[] {
  const findings = objectsOf(run).filter(({ level }) => level === 'error' || level === 'warning');
  return findings.map(({ code }) => code);
}
