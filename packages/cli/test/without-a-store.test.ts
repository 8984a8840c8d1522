import { existsSync, readFileSync } from 'node:fs';
import { CookieSessionStore } from '@sess/cookie';
import { describe, expect, it } from 'vitest';
import { program, Project } from './project.js';

describe('sess secret', () => {
  it('prints a new key that the cookie store accepts, and nothing else', async () => {
    const runs = await Promise.all([1, 2].map(() => new Project({}).sess('secret')));
    for (const { code, stdout, stderr } of runs) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const secret = stdout.trimEnd();
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(() => new CookieSessionStore({ keys: [{ name: 'k', secret }] })).not.toThrow();
    }
    expect(runs[0]?.stdout).not.toBe(runs[1]?.stdout);
  });

  it.skipIf(!existsSync('/usr/bin/script'))('explains on a terminal how to replace it', async () => {
    const command = `'${process.execPath}' '${program}' secret`;
    const { stdout } = await new Project({}).run('script', ['-qec', command, '/dev/null']);
    expect(stdout).toMatch(/1\. keys: .*next: true[^]*2\. keys: [^]*3\. keys: /);
  });
});

describe('sess sql', () => {
  it.each([
    ['postgresql', 'postgresql'],
    ['mysql', 'mysql'],
    ['mariadb', 'mysql'],
    ['sqlite', 'sqlite'],
  ])('prints for %s what @sess/prisma ships', async (database, file) => {
    const path = new URL(`sql/${file}.sql`, import.meta.resolve('@sess/prisma/package.json'));
    const run = await new Project({}).sess('sql', database);
    expect(run).toEqual({ code: 0, signal: null, stdout: readFileSync(path, 'utf8'), stderr: '' });
  });

  it('says what to install where @sess/prisma is not', async () => {
    const run = await new Project({}).run(process.execPath, [program, 'sql', 'sqlite'], { cwd: '/' });
    expect(run).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/npm install @sess\/prisma/) });
  });

  it('names the databases that it knows', async () => {
    const run = await new Project({}).sess('sql', 'oracle');
    expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(/postgresql, mysql, mariadb, sqlite/) });
  });
});

describe('sess', () => {
  it('explains itself', async () => {
    const project = new Project({});
    for (const run of [await project.sess('--help'), await project.sess('help', 'clear-expired')]) {
      expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Usage: sess') });
    }
    expect(await project.sess()).toMatchObject({ code: 2, stderr: expect.stringContaining('clear-expired') });
    expect(await project.sess('clear')).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown command') });
    expect((await project.sess('--version')).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });
});
