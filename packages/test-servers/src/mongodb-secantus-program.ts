import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { constants as os, setPriority } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';
import { isInstallForbidden } from './debian-package.js';
import { findProgram, type FoundProgram, type MissingProgram, type WantedProgram } from './find-program.js';
import { withMachineLock } from './machine-lock.js';
import type { Say } from './say.js';

const run = promisify(execFile);
const version = '0.5.3-beta.196';
/** The oldest compiler that was seen to build it. */
const oldestRust = [1, 95] as const;
const buildLimitMs = 1_200_000;
const progressMs = 30_000;
const temporary = 'building-secantus-';

/** Describes where to look for SecantusDB's Rust server. */
export const secantusProgram: WantedProgram = {
  name: 'SecantusDB',
  names: ['secantusd-rs'],
  environmentVariable: 'SESS_SECANTUS_PROGRAM',
};

const cargo: WantedProgram = { name: 'cargo', names: ['cargo'], environmentVariable: 'SESS_CARGO_PROGRAM' };
const compilers: readonly WantedProgram[] = [
  { name: 'CMake', names: ['cmake'], debianPackage: 'cmake' },
  { name: 'a C++ compiler', names: ['c++', 'g++', 'clang++'], debianPackage: 'g++' },
];

/**
 * Finds SecantusDB's Rust server: the one of `SESS_SECANTUS_PROGRAM`, else the one that was built earlier. Builds it
 * only with `SESS_BUILD_SECANTUS=yes`, because that takes minutes.
 *
 * @throws Error when `SESS_SECANTUS_PROGRAM` names a file that is not executable.
 */
export async function locateSecantus(say: Say): Promise<FoundProgram | MissingProgram> {
  if (process.env['SESS_SECANTUS_PROGRAM']) return findProgram(secantusProgram, say);
  const built = await builtProgram();
  if (built) return built;
  if (process.env['SESS_BUILD_SECANTUS'] === 'yes') return buildSecantus(say);
  return missing(
    'has not been built here, or does not run; SESS_BUILD_SECANTUS=yes builds it once, in minutes, with Rust',
  );
}

/** Builds the server with cargo into the folder for built servers, if it is not there yet. */
export async function buildSecantus(say: Say): Promise<FoundProgram | MissingProgram> {
  const built = await builtProgram();
  if (built) return built;
  if (isInstallForbidden())
    return missing('has not been built here, and SESS_TEST_INSTALL forbids installing anything');
  const found = await findCompilers(say);
  if (found.path === undefined) return missing(`cannot be built here: ${found.reason}`);

  const startedAt = performance.now();
  let line = 'waiting for another process';
  say(`building SecantusDB ${version} with cargo (minutes, once)`);
  const progress = setInterval(() => {
    say(`still building SecantusDB (${Math.round((performance.now() - startedAt) / 1000)} s): ${line}`);
  }, progressMs);
  try {
    return await withMachineLock(
      'secantus',
      buildLimitMs,
      async () => (await builtProgram()) ?? install(found.path, (printed) => (line = printed)),
    );
  } catch (error) {
    return missing(`could not be built (${firstError(error as Error)})`);
  } finally {
    clearInterval(progress);
  }
}

function missing(why: string): MissingProgram {
  return { path: undefined, reason: `SecantusDB ${version} ${why}` };
}

/** Returns what cargo says, or why it says nothing. */
function firstError(error: Error & { readonly stderr?: string }): string {
  const line = /^error.*/m.exec(error.stderr ?? '')?.[0] ?? error.message.split('\n')[0]!;
  return line.slice(0, 300);
}

function pathOfBuilt(): string {
  return join(cacheFolder(), `secantus-mdb-${version}`, 'bin', 'secantusd-rs');
}

/** Returns the program that was built, if it can be run: a library that it needs may have gone since. */
async function builtProgram(): Promise<FoundProgram | undefined> {
  const path = pathOfBuilt();
  const { stdout } = await run(path, ['--version']).catch(() => ({ stdout: '' }));
  return stdout.startsWith('secantusd-rs') ? { path } : undefined;
}

/** Returns the path of cargo, if it can build this server. */
async function findCompilers(say: Say): Promise<FoundProgram | MissingProgram> {
  const found = await findProgram(cargo, say);
  if (found.path === undefined) return found;
  // rustup installs a cargo that fails until a toolchain has been chosen.
  const { stdout } = await run(found.path, ['--version']).catch((error: Error) => ({ stdout: firstError(error) }));
  const [, major = '0', minor = '0'] = /^cargo (\d+)\.(\d+)/.exec(stdout) ?? [];
  if (Number(major) < oldestRust[0] || (Number(major) === oldestRust[0] && Number(minor) < oldestRust[1])) {
    return {
      path: undefined,
      reason: `it needs Rust ${oldestRust.join('.')} or later, and cargo says: ${stdout.trim()}`,
    };
  }
  for (const compiler of compilers) {
    const one = await findProgram(compiler, say);
    if (one.path === undefined) return one;
  }
  return found;
}

async function install(cargoPath: string, onLine: (line: string) => void): Promise<FoundProgram> {
  const path = pathOfBuilt();
  mkdirSync(dirname(path), { recursive: true });
  // In a temporary folder: an interrupted build must not look complete. It also leaves a folder behind.
  const before = readdirSync(cacheFolder()).filter((name) => name.startsWith(temporary));
  for (const name of before) rmSync(join(cacheFolder(), name), { recursive: true });
  const folder = mkdtempSync(join(cacheFolder(), temporary));
  try {
    const building = run(
      cargoPath,
      ['install', 'secantus-mdb', '--version', version, '--locked', '--ignore-rust-version', '--root', folder],
      { env: { ...process.env, ...quickBuild(folder) }, timeout: buildLimitMs, maxBuffer: 64 * 1024 * 1024 },
    );
    // The machine has other work to do.
    if (building.child.pid !== undefined) setPriority(building.child.pid, os.priority.PRIORITY_BELOW_NORMAL);
    building.child.stderr?.on('data', (chunk: string) => onLine(chunk.trim().split('\n').at(-1)!.trim()));
    await building;
    renameSync(join(folder, 'bin', basename(path)), path);
    return { path };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Settings with which the build takes about a third of the time, and the server is as fast as the tests need. */
function quickBuild(folder: string): Readonly<Record<string, string>> {
  return {
    CARGO_TARGET_DIR: join(folder, 'target'),
    CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
    CARGO_PROFILE_RELEASE_LTO: 'off',
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
    CARGO_PROFILE_RELEASE_STRIP: 'true',
  };
}
