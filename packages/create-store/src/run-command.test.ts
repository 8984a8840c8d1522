import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sess-create-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...parameters: string[]) {
  const printed = { stdout: '', stderr: '' };
  const to = (name: 'stdout' | 'stderr') => ({ write: (text: string) => (printed[name] += text) });
  return { code: runCommand(parameters, folder, { stdout: to('stdout'), stderr: to('stderr') }), ...printed };
}

describe('the command', () => {
  it('creates a package whose names derive from the given one', () => {
    const { code, stdout } = run('@you/redis-session-store');
    expect(code).toBe(0);
    expect(stdout).toContain('cd redis-session-store');
    const made = join(folder, 'redis-session-store');
    const files = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n');
    expect(files.map(({ name }) => name).toSorted()).toEqual(
      [
        '.gitignore',
        'README.md',
        'conformance.test.ts',
        'package.json',
        'redis-session-store.ts',
        'tsconfig.build.json',
        'tsconfig.json',
      ].toSorted(),
    );
    expect(JSON.parse(readFileSync(join(made, 'package.json'), 'utf8'))).toMatchObject({
      name: '@you/redis-session-store',
      exports: { '.': { default: './dist/redis-session-store.js' } },
    });
    expect(texts).toContain("from '@you/redis-session-store'");
    expect(texts).toContain("from '../src/redis-session-store.js'");
    expect(texts).toContain('export class RedisSessionStore implements KeyedStore');
    expect(texts).toContain('export interface RedisClient');
    expect(texts).not.toMatch(/new-session-store|NewSessionStore|NewClient/);
  });

  it('fills in no limit and no licence', () => {
    run('redis-store');
    const text = (file: string) => readFileSync(join(folder, 'redis-store', file), 'utf8');
    const limits = ['maxPayloadBytes', 'expiryGranularityMs', 'maxExpiresAt', 'durable'];
    for (const limit of limits) expect(text('src/redis-session-store.ts')).toContain(`undecided('${limit}')`);
    expect(text('README.md')).toMatch(/`maxPayloadBytes` \| … /);
    expect(JSON.parse(text('package.json'))).toMatchObject({ license: 'UNLICENSED' });
  });

  it.each([
    ['dynamo-store', 'dynamo-session-store.ts', 'DynamoSessionStore'],
    ['my-sqlite3', 'my-sqlite3-session-store.ts', 'MySqlite3SessionStore'],
  ])('names the file and the class of %s as other stores do', (name, file, className) => {
    expect(run(name).code).toBe(0);
    expect(readFileSync(join(folder, name, 'src', file), 'utf8')).toContain(`class ${className} `);
  });

  it('uses an empty folder, and changes nothing in any other', () => {
    mkdirSync(join(folder, 'redis-store'));
    expect(run('redis-store').code).toBe(0);
    writeFileSync(join(folder, 'redis-store/README.md'), 'mine');
    const { code, stderr } = run('redis-store');
    expect(code).toBe(1);
    expect(stderr).toMatch(/redis-store already exists and is not empty/);
    expect(readFileSync(join(folder, 'redis-store/README.md'), 'utf8')).toBe('mine');
  });

  it('takes core and conformance from the tarballs of a folder, and says so', () => {
    for (const file of ['sess-core-0.1.0.tgz', 'sess-conformance.tgz', 'sess-core-extras-1.0.0.tgz']) {
      mkdirSync(join(folder, 'tarballs'), { recursive: true });
      writeFileSync(join(folder, 'tarballs', file), '');
    }
    const { code, stdout } = run('@you/redis-store', '--tarballs', 'tarballs');
    expect(code).toBe(0);
    const manifest = JSON.parse(readFileSync(join(folder, 'redis-store/package.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({
      peerDependencies: { '@sess/core': '0.x' },
      devDependencies: {
        '@sess/core': 'file:../tarballs/sess-core-0.1.0.tgz',
        '@sess/conformance': 'file:../tarballs/sess-conformance.tgz',
      },
    });
    expect(stdout).toContain('npm install --save-dev @sess/core@0.x @sess/conformance@0.x');
  });

  it('refuses a folder that does not have each tarball once, and writes nothing', () => {
    expect(run('redis-store', '--tarballs', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no tarball of @sess\/core in .*nowhere/),
    });
    for (const file of ['sess-core-0.1.0.tgz', 'sess-core-0.2.0.tgz']) writeFileSync(join(folder, file), '');
    expect(run('redis-store', '--tarballs', '.').stderr).toMatch(/more than one tarball of @sess\/core/);
    expect(existsSync(join(folder, 'redis-store'))).toBe(false);
  });

  it('says how to install what is not on npm yet, until the first release', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      readonly version: string;
    };
    expect(run('redis-store').stdout.includes('--tarballs')).toBe(version === '0.0.0');
    expect(run('--help').stdout).toContain('CONTRIBUTING.md#install-from-a-checkout');
  });

  it.each(['Redis-store', '../redis-store', '.redis', '@you', '@you/', 'redis store', 'node_modules', 'a'.repeat(215)])(
    'refuses %s, which npm would refuse',
    (name) => {
      const { code, stderr } = run(name);
      expect(code).toBe(1);
      expect(stderr).toMatch(/not a valid name for an npm package|npm reserves/);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it.each(['store', 'session-store', '@you/store', '7-store'])('refuses %s, which does not name a backend', (name) => {
    expect(run(name)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/begin with one/) });
    expect(existsSync(join(folder, name))).toBe(false);
  });

  it.each([
    [[], /name of the package is missing/],
    [['redis-store', 'mongo-store'], /"mongo-store" is not expected/],
    [['redis-store', '--force'], /Unknown option '--force'/],
    [['--force'], /Unknown option '--force'/],
    [['redis-store', '--tarballs'], /argument missing/],
  ])('refuses %j and prints the usage', (parameters, complaint) => {
    const { code, stderr } = run(...parameters);
    expect(code).toBe(2);
    expect(stderr).toMatch(complaint);
    expect(stderr).toContain('npm create @sess/store <name>');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['--help', '-h'])('prints its help on %s', (flag) => {
    expect(run('redis-store', flag)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('npm create @sess/store'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
