import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { loadConfig } from './load-config.js';

it('does not wait for ever for a config file', async () => {
  vi.useFakeTimers();
  const folder = mkdtempSync(join(tmpdir(), 'sess-config-'));
  onTestFinished(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'sess.config.mjs'), 'export const sessions = new Promise(() => undefined);');
  const loaded = loadConfig(undefined, folder).catch((thrown: unknown) => thrown);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await loaded).toMatchObject({
    code: 'CONFIG',
    message: expect.stringMatching(/sess\.config\.mjs failed: it has not finished after 60 seconds/),
  });
});
