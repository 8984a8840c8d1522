import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { RunningServer } from './running-server.js';
import type { ServerKind } from './server-kind.js';

const frail: ServerKind = {
  name: 'Frail',
  addressVariable: 'FRAIL_ADDRESS',
  program: { name: 'sh', names: ['sh'], debianPackage: 'dash', environmentVariable: 'SESS_FRAIL_PROGRAM' },
  version: () => '1',
  parameters: () => ['-c', 'echo ready; until [ -e disk-full ]; do sleep 0.05; done; echo no space left; exit 3'],
  ready: /ready/,
  url: () => 'frail://',
};

const start = (folder: string) => RunningServer.start(frail, { program: '/bin/sh', folder, password: '' }, '1');
const newFolder = () => mkdtempSync(join(tmpdir(), 'sess-frail-'));

it('says when a server ends by itself, with what it printed last, but not when a test ends it', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const stopped = await start(newFolder());
    await stopped.kill();
    await stopped.stop();

    const folder = newFolder();
    const frailServer = await start(folder);
    writeFileSync(join(folder, 'disk-full'), '');
    await vi.waitFor(() => expect(write).toHaveBeenCalled(), 30_000);
    await frailServer.stop();
    expect(write.mock.calls).toEqual([
      [expect.stringMatching(/^Frail on 127\.0\.0\.1:\d+ has ended by itself, with 3:\nready\nno space left\n/)],
    ]);
  } finally {
    write.mockRestore();
  }
}, 60_000);
