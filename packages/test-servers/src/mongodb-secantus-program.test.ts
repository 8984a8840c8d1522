import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildSecantus, locateSecantus } from './mongodb-secantus-program.js';

const version = '0.5.3-beta.196';
const server = `echo "secantusd-rs ${version}"`;
/** Puts the server where the parameter after --root says. */
const installServer =
  'while [ "$1" != --root ]; do shift; done; mkdir -p "$2/bin"; cp "${0%cargo}server" "$2/bin/secantusd-rs"';
let folder: string;
let said: string[];
const say = (line: string) => void said.push(line);
const cache = () => join(folder, 'cache', 'sess-test-servers');
const built = () => join(cache(), `secantus-mdb-${version}`, 'bin', 'secantusd-rs');
const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sess-secantus-'));
  said = [];
  vi.stubEnv('TMPDIR', folder);
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  vi.stubEnv('SESS_SECANTUS_PROGRAM', '');
  vi.stubEnv('SESS_BUILD_SECANTUS', '');
  vi.stubEnv('SESS_TEST_INSTALL', '');
  vi.stubEnv('PATH', [join(folder, 'bin'), process.env['PATH']].join(delimiter));
  for (const name of ['cmake', 'c++']) program(join('bin', name), '');
  program('server', server);
  cargo(installServer);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function program(path: string, script: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Puts a cargo of a version here, which writes down how it is called. */
function cargo(install: string, itsVersion = '1.97.0'): void {
  const script = `[ "$1" = --version ] && { echo "cargo ${itsVersion} (abc 2026-01-01)"; exit 0; }
echo "$@" >> ${join(folder, 'calls')}
${install}`;
  vi.stubEnv('SESS_CARGO_PROGRAM', program('cargo', script));
}

describe('locateSecantus', () => {
  it('uses the program that the environment variable names', async () => {
    const chosen = program('chosen', '');
    vi.stubEnv('SESS_SECANTUS_PROGRAM', chosen);
    expect(await locateSecantus(say)).toEqual({ path: chosen });
  });

  it('throws when the environment variable names a file that is not a program', async () => {
    vi.stubEnv('SESS_SECANTUS_PROGRAM', join(folder, 'nowhere'));
    await expect(locateSecantus(say)).rejects.toThrow(/SESS_SECANTUS_PROGRAM=.*nowhere is not a program/);
  });

  it('builds nothing unless it is asked to, and says how to ask', async () => {
    expect(await locateSecantus(say)).toEqual({
      path: undefined,
      reason: expect.stringMatching(/SecantusDB 0\.5\.3-beta\.196 has not been built.*SESS_BUILD_SECANTUS=yes/),
    });
    expect(existsSync(join(folder, 'calls'))).toBe(false);
  });

  it('builds the server once when it is asked to, and finds it afterwards', async () => {
    vi.stubEnv('SESS_BUILD_SECANTUS', 'yes');
    expect(await locateSecantus(say)).toEqual({ path: built() });
    expect(said[0]).toMatch(/^building SecantusDB 0\.5\.3-beta\.196 with cargo/);
    vi.stubEnv('SESS_BUILD_SECANTUS', '');
    expect(await locateSecantus(say)).toEqual({ path: built() });
    expect(calls()).toHaveLength(1);
  });
});

describe('a built server that does not run here', () => {
  it.each([
    ['one that fails', 'exit 1'],
    ['one that is cut off', ''],
  ])('is not used, and is built again: %s', async (_which, script) => {
    program(`cache/sess-test-servers/secantus-mdb-${version}/bin/secantusd-rs`, script);
    expect(await locateSecantus(say)).toMatchObject({
      path: undefined,
      reason: expect.stringMatching(/not been built/),
    });
    expect(await buildSecantus(say)).toEqual({ path: built() });
    expect(calls()).toHaveLength(1);
  });
});

describe('buildSecantus', () => {
  it('asks for an exact version with locked dependencies, and keeps nothing but the server', async () => {
    mkdirSync(join(cache(), 'building-secantus-interrupted', 'target'), { recursive: true });
    expect(await buildSecantus(say)).toEqual({ path: built() });
    expect(calls()[0]).toMatch(/^install secantus-mdb --version 0\.5\.3-beta\.196 --locked /);
    expect(readdirSync(cache())).toEqual([`secantus-mdb-${version}`]);
  });

  it('lets one of several callers build', async () => {
    const all = await Promise.all([buildSecantus(say), buildSecantus(say), buildSecantus(say)]);
    expect(all).toEqual([{ path: built() }, { path: built() }, { path: built() }]);
    expect(calls()).toHaveLength(1);
  });

  it('reports what cargo says when the build fails, and leaves nothing that looks built', async () => {
    cargo('echo "   Compiling a lot" >&2; echo "error: failed to download from the registry" >&2; exit 101');
    expect(await buildSecantus(say)).toEqual({
      path: undefined,
      reason: expect.stringMatching(/could not be built \(error: failed to download from the registry\)/),
    });
    expect(existsSync(built())).toBe(false);
    cargo(installServer);
    expect(await buildSecantus(say)).toEqual({ path: built() });
  });

  it.each([
    ['an old Rust', () => cargo('exit 1', '1.63.0'), /needs Rust 1\.95 or later, and cargo says: cargo 1\.63\.0/],
    ['a Rust of an older major', () => cargo('exit 1', '0.99.0'), /needs Rust 1\.95 or later/],
    [
      'a cargo without a toolchain',
      () => vi.stubEnv('SESS_CARGO_PROGRAM', program('cargo', 'echo "error: no default is set 2.0" >&2; exit 1')),
      /cargo says: error: no default is set/,
    ],
    ['a machine that may not install', () => vi.stubEnv('SESS_TEST_INSTALL', 'no'), /SESS_TEST_INSTALL forbids/],
  ])('does not begin with %s', async (_what, lack, reason) => {
    lack();
    expect(await buildSecantus(say)).toEqual({ path: undefined, reason: expect.stringMatching(reason) });
    expect(existsSync(join(folder, 'calls'))).toBe(false);
  });

  it('accepts a Rust of a later major', async () => {
    cargo(installServer, '2.0.0');
    expect(await buildSecantus(say)).toEqual({ path: built() });
  });
});
