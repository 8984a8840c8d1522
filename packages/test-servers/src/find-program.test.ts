import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findProgram } from './find-program.js';

let folder: string;
const said: string[] = [];
const say = (line: string) => void said.push(line);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sess-find-program-'));
  vi.stubEnv('SESS_TEST_INSTALL', 'no');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  said.length = 0;
});

function program(...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

describe('findProgram', () => {
  it('looks for nothing if the path is known', async () => {
    const [known, other] = [program('known', 'served'), program('machine', 'served')];
    vi.stubEnv('SESS_SERVED', other);
    const wanted = { name: 'Served', names: ['served'], folders: [join(folder, 'machine')] };
    const found = await findProgram({ ...wanted, path: known, environmentVariable: 'SESS_SERVED' }, say);
    expect(found).toEqual({ path: known });
  });

  it('prefers the program that the environment variable names', async () => {
    const chosen = program('chosen', 'served');
    program('machine', 'served');
    vi.stubEnv('SESS_SERVED', chosen);
    const wanted = { name: 'Served', names: ['served'], folders: [join(folder, 'machine')], debianPackage: 'served' };
    const found = await findProgram({ ...wanted, environmentVariable: 'SESS_SERVED' }, say);
    expect(found).toEqual({ path: chosen });
  });

  it('throws when the environment variable names a file that is not executable', async () => {
    vi.stubEnv('SESS_SERVED', join(folder, 'absent'));
    const wanted = { name: 'Served', names: ['served'], debianPackage: 'served', environmentVariable: 'SESS_SERVED' };
    await expect(findProgram(wanted, say)).rejects.toThrow(/SESS_SERVED=.*absent is not a program/);
  });

  it('finds a program in PATH, and ignores a file that is not executable', async () => {
    const path = program('bin', 'served');
    vi.stubEnv('PATH', `${join(folder, 'plain')}:${join(folder, 'bin')}`);
    chmodSync(program('plain', 'served'), 0o644);
    const found = await findProgram({ name: 'Served', names: ['served'], debianPackage: 'served' }, say);
    expect(found).toEqual({ path });
  });

  it('prefers the highest version number when a folder contains a wildcard', async () => {
    program('9.6', 'bin', 'sess-served');
    const path = program('15', 'bin', 'sess-served');
    const wanted = { name: 'Served', names: ['sess-served'], debianPackage: 'served' };
    const found = await findProgram({ ...wanted, folders: [join(folder, '*', 'bin')] }, say);
    expect(found).toEqual({ path });
  });

  it('returns how to get a program that is missing', async () => {
    const wanted = {
      name: 'Served',
      names: ['sess-nowhere'],
      debianPackage: 'served',
      environmentVariable: 'SESS_SERVED',
    };
    const found = await findProgram(wanted, say);
    expect(found.path).toBe(undefined);
    const reason = 'reason' in found ? found.reason : '';
    expect(reason).toContain('SESS_TEST_INSTALL forbids installing');
    expect(reason).toContain('install the package "served", or set SESS_SERVED to its path');
  });
});
