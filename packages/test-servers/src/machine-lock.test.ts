import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withMachineLock } from './machine-lock.js';

const limitMs = 600_000;
let folder: string;
const lock = () => join(folder, 'sess-test-servers-once.lock');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sess-lock-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it('lets one work end before another begins', async () => {
  const steps: string[] = [];
  let end: (() => void) | undefined;
  const first = withMachineLock('once', limitMs, async () => {
    steps.push('first begins');
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    steps.push('first ends');
  });
  const second = withMachineLock('once', limitMs, () => Promise.resolve(steps.push('second')));
  expect(steps).toEqual(['first begins']);
  end!();
  await Promise.all([first, second]);
  expect(steps).toEqual(['first begins', 'first ends', 'second']);
});

it('is released when the work fails', async () => {
  await expect(withMachineLock('once', limitMs, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(readdirSync(folder)).toEqual([]);
});

it('ignores the lock of a process that has ended', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  symlinkSync(String(pid), lock());
  expect(await withMachineLock('once', limitMs, () => Promise.resolve('done'))).toBe('done');
});

it('ignores a lock that is older than the work can take', async () => {
  symlinkSync(String(process.pid), lock());
  expect(await withMachineLock('once', -1, () => Promise.resolve('done'))).toBe('done');
});

it('ignores what is not a lock', async () => {
  mkdirSync(lock());
  expect(await withMachineLock('once', limitMs, () => Promise.resolve('done'))).toBe('done');
});
