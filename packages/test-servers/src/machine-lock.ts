import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does work that no other process of this machine may do at the same time: the tests of two packages may start at once.
 *
 * @param limitMs - How long the work can take. An older lock is ignored, as is one of a process that has ended.
 */
export async function withMachineLock<T>(name: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const lock = join(tmpdir(), `sess-test-servers-${name}.lock`);
  // A symbolic link is created with its content, which is the process, in one step.
  while (!take(lock)) {
    if (isLeftBehind(lock, limitMs)) rmSync(lock, { recursive: true, force: true });
    else await sleep(500);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    symlinkSync(String(process.pid), lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isLeftBehind(lock: string, limitMs: number): boolean {
  try {
    if (Date.now() - lstatSync(lock).mtimeMs > limitMs) return true;
    process.kill(Number(readlinkSync(lock)), 0);
    return false;
  } catch (error) {
    // EPERM: it is the process of another user. ENOENT: the lock was released meanwhile. EINVAL: it is not a link.
    return ['ESRCH', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}
