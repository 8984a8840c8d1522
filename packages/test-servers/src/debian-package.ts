import { execFile, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { withMachineLock } from './machine-lock.js';
import type { Say } from './say.js';

const run = promisify(execFile);
const installLimitMs = 600_000;

/**
 * Installs a package with apt-get, if this process is root or sudo asks for no password.
 *
 * @returns why the program may still be missing, as the end of the sentence "it is not on this machine and …".
 */
export async function installDebianPackage(debianPackage: string, name: string, say: Say): Promise<string> {
  if (isInstallForbidden()) return 'SESS_TEST_INSTALL forbids installing anything';
  if (!existsSync('/usr/bin/apt-get')) return 'there is no apt-get to install it with';
  const root = process.getuid?.() === 0;
  if (!root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    return 'installing it would need root or a sudo that asks for no password';
  }

  try {
    // dpkg waits for its own lock, but `apt-get update` does not.
    return await withMachineLock('apt', installLimitMs, async () => {
      say(`installing ${name} with apt-get (package ${debianPackage}); SESS_TEST_INSTALL=no forbids it`);
      return withoutStartingServices(root, async () => {
        // With an outdated list of packages, the download fails. Offline, the package may be cached all the same.
        await asRoot(root, ['apt-get', 'update']).catch(() => undefined);
        const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
        await asRoot(root, ['apt-get', 'install', ...options, debianPackage]);
        return `the package ${debianPackage} does not contain it`;
      });
    });
  } catch (error) {
    const output = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
    return `apt-get could not install ${debianPackage}${output ? ` (${output})` : ''}`;
  }
}

export function isInstallForbidden(): boolean {
  return ['0', 'no', 'false', 'never'].includes(process.env['SESS_TEST_INSTALL'] ?? '');
}

async function asRoot(root: boolean, command: readonly string[]): Promise<void> {
  // sudo drops the environment, so `env` sets it.
  const [file, ...parameters] = [...(root ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
  await run(file!, parameters, { timeout: installLimitMs, maxBuffer: 64 * 1024 * 1024 });
}

/** Debian starts a server when its package is installed, unless this file, by convention, exits with code 101. */
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
