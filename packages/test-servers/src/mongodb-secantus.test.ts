import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mongodbPing } from '../test/mongodb-ping.js';
import { expectFullLife } from '../test/server-life.js';
import { secantusWith } from './mongodb-secantus.js';
import { locateSecantus } from './mongodb-secantus-program.js';
import { RunningServer } from './running-server.js';
import { startServer } from './start-server.js';

const place = { program: '/nowhere/secantusd-rs', folder: '/nowhere', password: '' };

it('reads its version', () => {
  expect(secantusWith().version('secantusd-rs 0.5.3-beta.196\n')).toBe('0.5.3-beta.196');
});

it('is a standalone unless a set is wanted', () => {
  const [alone, set] = [secantusWith(), secantusWith({ set: true })];
  expect(alone.parameters(place, 1)).toContain('--standalone');
  expect(alone.url(place, 1)).toBe('mongodb://127.0.0.1:1/');
  expect(set.parameters(place, 1)).not.toContain('--standalone');
  expect(set.url(place, 1)).toBe('mongodb://127.0.0.1:1/?replicaSet=secantus');
});

it('has fail points, and listens on this machine only', () => {
  const parameters = secantusWith().parameters(place, 1);
  expect(parameters).toEqual(expect.arrayContaining(['--enable-test-commands', '--host=127.0.0.1', '--port=1']));
  expect(parameters.filter((parameter) => ['--auth', '--sync-on-commit'].includes(parameter))).toEqual([]);
});

it('has the features that are wanted', () => {
  const kind = secantusWith({ auth: true, syncOnCommit: true, parameters: ['--session-max=10'] });
  expect(kind.parameters(place, 1)).toEqual(expect.arrayContaining(['--auth', '--sync-on-commit', '--session-max=10']));
});

it('reads its own configuration, and none of the machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sess-secantus-'));
  try {
    const kind = secantusWith({ ttlSeconds: 1 });
    await kind.prepare?.({ ...place, folder }, () => undefined);
    const file = kind.parameters({ ...place, folder }, 1).find((parameter) => parameter.startsWith('--config='));
    expect(readFileSync(file!.slice('--config='.length), 'utf8')).toBe('[storage]\nttl_sweep_seconds = 1\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([false, true])('can be frozen, halted, killed and restarted, as a set: %s', async (set) => {
  const found = await locateSecantus(() => undefined);
  if (found.path === undefined) return console.log(`NOT RUN: ${found.reason}`);
  const server = await startServer(secantusWith({ program: found.path, set, syncOnCommit: true }), () => undefined);
  if (!(server instanceof RunningServer)) throw new Error(server.reason);
  await expectFullLife(server, mongodbPing);
});
