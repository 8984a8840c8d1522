import { existsSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { configFor, countSessions, fillTable, usePostgresql } from './postgresql-project.js';
import { objectsOf, program, Project } from './project.js';
import { stepwiseConfig } from './stepwise-store.js';

describe.skipIf(!inject('postgresql'))('sess clear-expired, on PostgreSQL', () => {
  const database = usePostgresql();
  const project = () => new Project({ 'sess.config.ts': database().config });

  it('removes what has expired, and nothing else', async () => {
    await fillTable(database().client, 3000);
    const { code, stdout, stderr } = await project().sess('clear-expired');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^\d{4}-\d\d-\d\dT\S+Z Removed 3,000 expired sessions in .+ a second\)\. None is left\.\n$/m,
    );
    expect(await countSessions(database().client)).toEqual({ live: 3000, expired: 0 });
  });

  it('prints JSON for programs, the result last', async () => {
    await fillTable(database().client, 500);
    const run = await project().sess('clear-expired', '--json', '--batch-size', '50');
    expect(objectsOf(run).at(-1)).toMatchObject({ type: 'result', status: 'complete', deleted: 500, more: false });
  });

  it('ends when its time is over, and says that more is left', async () => {
    await fillTable(database().client, 500);
    const run = await project().sess('clear-expired', '--json', '--batch-size', '50', '--budget', '1ms');
    expect(run.code).toBe(0);
    // The first batch always runs.
    expect(objectsOf(run)).toEqual([
      expect.objectContaining({ type: 'result', status: 'out-of-time', deleted: 50, more: true }),
    ]);
    expect(await countSessions(database().client)).toEqual({ live: 500, expired: 450 });
  });

  it('runs twice at once, and counts each session once', async () => {
    await fillTable(database().client, 4000);
    const runs = await Promise.all([1, 2].map(() => project().sess('clear-expired', '--json')));
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const deleted = runs.map((run) => Number(objectsOf(run).at(-1)?.['deleted']));
    expect(deleted.reduce((sum, count) => sum + count)).toBe(4000);
    expect(await countSessions(database().client)).toEqual({ live: 4000, expired: 0 });
  });

  it.skipIf(!existsSync('/usr/bin/script'))('draws on a terminal', async () => {
    await fillTable(database().client, 3000);
    const { stdout, code } = await project().run(
      'script',
      ['-qec', `'${process.execPath}' '${program}' clear-expired`, '/dev/null'],
      { env: { TERM: 'xterm' } },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/█+░* 100 % \| 3,000 of 3,000 \| [\d,]+ a second/);
    expect(stdout).toMatch(/Removed 3,000 expired sessions/);
    // A terminal shows when it was.
    expect(stdout).not.toMatch(/\d{4}-\d\d-\d\dT/);
  });
});

describe('sess clear-expired', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('lets the running batch end after %s, and says how far it came', async (signal, code) => {
    const before = `if (batch === 3) await receive('${signal}');`;
    const run = await new Project({ 'sess.config.mjs': stepwiseConfig(before) }).sess('clear-expired', '--json');
    expect(run).toMatchObject({ code, signal: null, stderr: '' });
    expect(objectsOf(run).at(-1)).toMatchObject({ type: 'result', status: 'interrupted', deleted: 3, more: true });
  });

  it('ends at once after a second signal', async () => {
    const before = "await receive('SIGINT'); process.kill(process.pid, 'SIGINT'); await new Promise(() => {});";
    const config = stepwiseConfig(before, 'storeTimeout: { days: 1 }');
    const run = await new Project({ 'sess.config.mjs': config }).sess('clear-expired');
    expect(run).toMatchObject({ code: 130, stdout: '', stderr: '' });
  });

  it('runs again and again with --watch, also after a failure, until a signal comes', async () => {
    const before = `
      if (batch === 1) throw new Error('the store is down');
      if (batch <= 3) return { deleted: 2, more: false };
      await receive('SIGTERM');`;
    const project = new Project({ 'sess.config.mjs': stepwiseConfig(before) });
    const run = await project.sess('clear-expired', '--json', '--watch', '1ms');
    expect(run.code).toBe(143);
    expect(objectsOf(run)).toMatchObject([
      { type: 'error', code: 'STORE' },
      { type: 'run', status: 'complete', deleted: 2 },
      { type: 'run', status: 'complete', deleted: 2 },
      { type: 'run', status: 'interrupted', deleted: 1 },
      { type: 'result', status: 'interrupted', deleted: 5, runs: 4 },
    ]);
  });

  it.each([
    [
      'a store that expires by itself',
      `import { MemcachedSessionStore } from '@sess/memcached';
       import { MemcachedServers } from '@sess/memcached/memcache-client';
       const store = new MemcachedSessionStore(new MemcachedServers({ servers: ['127.0.0.1:1'] }));`,
      /this store removes expired sessions by itself/,
    ],
    [
      'a store in the cookie',
      `import { randomBytes } from 'node:crypto';
       import { CookieSessionStore } from '@sess/cookie';
       const store = new CookieSessionStore({ keys: [{ name: 'k', secret: randomBytes(32) }] });`,
      /each session is in its browser/,
    ],
  ])('says of %s that there is nothing to do', async (_what, store, reason) => {
    const config = `import { SessionManager } from '@sess/core'; ${store}
      export const sessions = new SessionManager({ store });`;
    const run = await new Project({ 'sess.config.mjs': config }).sess('clear-expired', '--watch', '1d');
    expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(reason) });
  });

  it('says that the store is down, without the address and its password', async () => {
    const config = configFor('postgresql://sess:hidden-password@127.0.0.1:1/nowhere');
    const project = new Project({ 'sess.config.ts': config });
    const quiet = await project.sess('clear-expired');
    expect(quiet).toMatchObject({ code: 69, stdout: '' });
    expect(quiet.stderr).toMatch(/^sess: PrismaSessionStore.+\[STORE\]\n$/);
    const verbose = await project.sess('clear-expired', '--verbose');
    expect(verbose.stderr).toMatch(/\n\s+at /);
    const debugged = await project.run(process.execPath, [program, 'clear-expired'], { env: { DEBUG: '1' } });
    expect(debugged.stderr).toMatch(/\n\s+at /);
    expect(quiet.stderr + verbose.stderr + debugged.stderr).not.toContain('hidden-password');
  });

  it.each([
    [['--budget', '30'], /Write a number and its unit/],
    [['--budget', '-5s'], /Write a number and its unit/],
    [['--watch', '100d'], /up to 24 days/],
    [['--batch-size', '1.5'], /Write a whole number/],
    [['--batch', '5'], /unknown option '--batch'/],
    [['now'], /too many arguments/],
  ])('refuses %j', async (parameters, complaint) => {
    const run = await new Project({}).sess('clear-expired', ...parameters);
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(complaint) });
  });
});
