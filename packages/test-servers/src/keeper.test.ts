import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { keeperScript, pidFileOf, setKeeper } from './keeper.js';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it(
  'ends the server and removes its folder when the process that started it is killed',
  { timeout: 20_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sess-keeper-'));
    const server = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
    writeFileSync(pidFileOf(folder), String(server.pid));
    // The starter is a process that can be killed without ending this test.
    const source = `require('node:child_process').spawn('/bin/sh', ['-c', process.argv[1], 'sess-keeper', process.argv[2]],
    { stdio: ['pipe', 'ignore', 'ignore'], detached: true }); setInterval(() => {}, 1000); console.log('set');`;
    const starter = spawn(process.execPath, ['-e', source, keeperScript, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(starter.stdout, 'data');
    starter.kill('SIGKILL');
    await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 10_000 });
    expect(isAlive(server.pid!)).toBe(false);
  },
);

it('does nothing once it is dismissed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sess-keeper-'));
  const server = spawn('sleep', ['60'], { stdio: 'ignore' });
  writeFileSync(pidFileOf(folder), String(server.pid));
  setKeeper(folder)();
  await sleep(200);
  expect(isAlive(server.pid!) && existsSync(folder)).toBe(true);
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});
