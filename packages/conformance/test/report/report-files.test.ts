import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemorySessionStore } from '@sess/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type StoreSubject, testSessionStore } from '../../src/index.js';
import { readReport } from '../../src/page/index.js';
import { countsOf, type Report } from '../../src/report/report.js';
import type { RegisterTest } from '../../src/suite/runner.js';
import { CollectingRunner } from '../collecting-runner.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sess-report-'));
  vi.stubEnv('SESS_CONFORMANCE_REPORT', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const server = new MemorySessionStore({ maxSessions: 100_000 });
const subject: StoreSubject = {
  name: 'Sto/re on <Größe> 1.0',
  claims: ['touch', 'deleteExpired', 'owners', 'close'],
  versions: () => ({ Größe: '1.0' }),
  open: ({ clock }) => Promise.resolve({ store: new MemorySessionStore({ shareWith: server, clock }) }),
};

function fileOf(path: string): Report {
  return readReport(readFileSync(path, 'utf8'), path);
}

it('is written before the first law runs, and again after each law', async () => {
  const tests: (() => Promise<void>)[] = [];
  const skipped: string[] = [];
  const register: RegisterTest = (_name, body) => tests.push(body);
  register.skip = (name) => skipped.push(name);
  const runner = { describe: (_name: string, body: () => void) => body(), it: register };
  const own = join(folder, 'deeper', 'own.json');
  const report = testSessionStore(runner, subject, { report: own, seed: 5 });
  expect(readdirSync(folder).toSorted()).toEqual(['deeper', 'sto-re-on-gro-e-1-0.json']);
  const unclaimed = skipped.length;
  expect(unclaimed).toBeGreaterThan(5);
  expect(countsOf(fileOf(own))).toEqual({ passed: 0, failed: 0, 'not claimed': unclaimed, 'not run': tests.length });
  for (const test of tests.slice(0, 3)) await test();
  const [first] = fileOf(own).laws;
  expect(first).toMatchObject({ law: '1', outcome: 'passed', storeCalls: 0 });
  expect(countsOf(fileOf(join(folder, 'sto-re-on-gro-e-1-0.json')))).toMatchObject({ passed: 3 });
  expect(fileOf(own)).toEqual(JSON.parse(JSON.stringify(report)));
  expect(fileOf(own)).toMatchObject({ subject: subject.name, seed: 5, versions: { Größe: '1.0' } });
  expect(skipped.every((name) => /^law \d+[a-z]?: .+ \(not claimed: .+\)$/.test(name))).toBe(true);
});

it('counts calls and rounds, and has the message of a failure', async () => {
  const runner = new CollectingRunner();
  const broken: StoreSubject = {
    ...subject,
    name: 'broken',
    async open({ clock }) {
      const store = new MemorySessionStore({ shareWith: server, clock });
      store.delete = () => Promise.resolve(true);
      return Promise.resolve({ store });
    },
  };
  testSessionStore(runner, broken, { rounds: 0.1, sessionsOfOneOwner: 20 });
  await runner.run();
  const { laws } = fileOf(join(folder, 'broken.json'));
  const entry = (number: string) => laws.find(({ law }) => law === number);
  expect(entry('46a')).toMatchObject({ outcome: 'failed', topic: 'Delete' });
  expect(entry('46a')?.reason).toMatch(
    /^Law 46a \(.+\), broken:\n.+must return false\.\nSeen: true\nExpected: false\nSeed: \d+$/,
  );
  expect(entry('33')).toMatchObject({ outcome: 'passed', rounds: 5 });
  expect(entry('33')?.storeCalls).toBeGreaterThan(10);
  expect(entry('33')?.durationMs).toBeGreaterThanOrEqual(0);
});

it('throws if it cannot be written', () => {
  vi.stubEnv('SESS_CONFORMANCE_REPORT', '/dev/null/reports');
  expect(() => testSessionStore(new CollectingRunner(), subject)).toThrow(/ENOTDIR|ENOENT|EEXIST/);
});
