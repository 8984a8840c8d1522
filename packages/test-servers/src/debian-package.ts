import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Say } from './say.js';

const run = promisify(execFile);
const installLimitMs = 600_000;
/** Two packages' tests start at once; dpkg waits for its own lock but `apt-get update` does not. */
const lock = join(tmpdir(), 'sess-test-servers-apt.lock');

/**
 * Installs a package where that works without asking: apt-get, as root or with a sudo that wants no password.
 * Answers with the end of the sentence "it is not on this machine and …", for when it could not.
 */
export async function installDebianPackage(debianPackage: string, name: string, say: Say): Promise<string> {
  if (['0', 'no', 'false', 'never'].includes(process.env['SESS_TEST_INSTALL'] ?? '')) {
    return 'SESS_TEST_INSTALL says not to install anything';
  }
  if (!existsSync('/usr/bin/apt-get')) return 'there is no apt-get here to install it with';
  const root = process.getuid?.() === 0;
  if (!root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    return 'installing it would need root or a sudo that asks for no password';
  }

  const release = await takeLock();
  try {
    say(`installing ${name} with apt-get (package ${debianPackage}); SESS_TEST_INSTALL=no forbids it`);
    return await withoutStartingServices(root, async () => {
      // A stale list of packages fails at the download, so it is renewed first; offline the old one may still do.
      await asRoot(root, ['apt-get', 'update']).catch(() => undefined);
      const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
      await asRoot(root, ['apt-get', 'install', ...options, debianPackage]);
      return `the package ${debianPackage} does not have it`;
    });
  } catch (error) {
    const output = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
    return `apt-get could not install ${debianPackage}${output ? ` (${output})` : ''}`;
  } finally {
    release();
  }
}

async function asRoot(root: boolean, command: readonly string[]): Promise<void> {
  // sudo drops the environment, so it is set behind it.
  const [file, ...parameters] = [...(root ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
  await run(file!, parameters, { timeout: installLimitMs, maxBuffer: 64 * 1024 * 1024 });
}

/** Debian starts a server when its package is installed; exit code 101 of this file is the documented way to say no. */
async function withoutStartingServices<T>(root: boolean, work: () => Promise<T>): Promise<T> {
  const policy = '/usr/sbin/policy-rc.d';
  if (!root || existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(policy, { force: true });
  }
}

async function takeLock(): Promise<() => void> {
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmdirSync(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    try {
      // Left behind by a process that was killed.
      if (Date.now() - statSync(lock).mtimeMs > installLimitMs) rmdirSync(lock);
    } catch {
      continue;
    }
    await sleep(500);
  }
}
