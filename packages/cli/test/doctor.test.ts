import { memcached, RunningServer, skip, startServer } from '@sess/test-servers';
import { describe, expect, inject, it } from 'vitest';
import { configFor, usePostgresql } from './postgresql-project.js';
import { codesOf, objectsOf, Project } from './project.js';

describe.skipIf(!inject('postgresql'))('sess doctor, on PostgreSQL', () => {
  const database = usePostgresql();
  const project = () => new Project({ 'sess.config.ts': database().config });

  it('finds nothing on a database that is set up, and leaves nothing there', async () => {
    const run = await project().sess('doctor', '--json');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(codesOf(run)).toEqual([]);
    const fine = objectsOf(run).filter(({ level }) => level === 'ok');
    expect(fine.map(({ code }) => code)).toEqual(['CREATE', 'LOAD', 'UPDATE', 'LIST', 'CLEAR', 'END', 'STORE']);
    expect(objectsOf(run).at(-1)).toEqual({ type: 'result', errors: 0, warnings: 0 });
    const left = await database().client.session.findMany();
    // A minute long, what a sign-in and a revocation leave under the old id has no owner.
    expect(left.filter(({ owner }) => owner !== null)).toEqual([]);
  });

  it('finds a missing index, which is no failure, and says how to create it', async () => {
    await database().client.$executeRawUnsafe('DROP INDEX session_expires_at_idx');
    const run = await project().sess('doctor');
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^warning +\[INDEX_MISSING\] .*\n +CREATE INDEX "session_expires_at_idx" ON "session"/m);
    expect(run.stdout).toMatch(/\n0 errors, 1 warning\n$/);
  });

  it('finds a right that was revoked, and says what to grant', async () => {
    const { client, url } = database();
    await client.$executeRawUnsafe(`DROP ROLE IF EXISTS reader`);
    await client.$executeRawUnsafe(`CREATE ROLE reader LOGIN PASSWORD 'hidden-password'`);
    await client.$executeRawUnsafe(`GRANT SELECT ON session TO reader`);
    const address = Object.assign(new URL(url), { username: 'reader', password: 'hidden-password' });
    const run = await new Project({ 'sess.config.ts': configFor(address.href) }).sess('doctor', '--json');
    await client.$executeRawUnsafe('DROP OWNED BY reader');
    await client.$executeRawUnsafe('DROP ROLE reader');
    expect(run.code).toBe(1);
    expect(codesOf(run).slice(0, 2)).toEqual(['CREATE', 'RIGHT_MISSING']);
    expect(run.stdout).toMatch(/permission denied.*Grant the user of the application/);
    expect(run.stdout + run.stderr).not.toContain('hidden-password');
  });

  it('finds that the table is missing', async () => {
    await database().client.$executeRawUnsafe('DROP TABLE session');
    const run = await project().sess('doctor', '--json');
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(codesOf(run)).toEqual(['CREATE', 'TABLE_MISSING']);
  });
});

describe('sess doctor', () => {
  it('does not wait for a server that is frozen', async () => {
    const server = await startServer(memcached, () => undefined);
    if (!(server instanceof RunningServer)) return skip('sess doctor on memcached', server.reason);
    const config = `
      import { SessionManager } from '@sess/core';
      import { MemcachedSessionStore } from '@sess/memcached';
      import { MemcachedServers } from '@sess/memcached/memcache-client';
      const client = new MemcachedServers({ servers: ['127.0.0.1:${server.port}'], timeoutMs: 60_000 });
      export const sessions = new SessionManager({ store: new MemcachedSessionStore(client), storeTimeout: 3000 });`;
    const project = new Project({ 'sess.config.mjs': config });
    try {
      const well = await project.sess('doctor', '--json');
      expect(well.code).toBe(0);
      expect(codesOf(well)).toEqual(['NOT_DURABLE']);
      expect(objectsOf(well)).toContainEqual(expect.objectContaining({ code: 'SERVER', level: 'info' }));
      server.freeze();
      const frozen = await project.sess('doctor', '--json');
      expect(frozen.code).toBe(1);
      expect(codesOf(frozen)).toEqual(['CREATE', 'NOT_DURABLE', 'STORE_NOT_EXAMINED']);
    } finally {
      await server.stop();
    }
  });

  it.each([
    ['', ['COOKIE_SECURE_AUTO'], ['NO_REVOCATIONS']],
    ['cookie: { secure: false }', [], ['COOKIE_NOT_SECURE', 'NO_REVOCATIONS']],
    ['cookie: { secure: true }', [], ['NO_REVOCATIONS']],
  ])('looks at the cookie of a sealed store, with %s', async (settings, infos, problems) => {
    const config = `
      import { randomBytes } from 'node:crypto';
      import { SessionManager } from '@sess/core';
      import { CookieSessionStore } from '@sess/cookie';
      const store = new CookieSessionStore({ keys: [{ name: 'k', secret: randomBytes(32) }] });
      export const sessions = new SessionManager({ store, ${settings} });`;
    const run = await new Project({ 'sess.config.mjs': config }).sess('doctor', '--json');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(codesOf(run)).toEqual(problems);
    const codes = objectsOf(run).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['CREATE', 'LOAD', 'COOKIE_SIZE', 'ONE_KEY', ...infos]));
  });

  it('says which store loses what, and goes on after a failure', async () => {
    const config = `
      import { MemorySessionStore, SessionManager } from '@sess/core';
      const store = new MemorySessionStore();
      store.update = async () => ({ status: 'gone' });
      store.diagnose = async () => { throw new Error('at redis://me:hidden-password@db'); };
      export const sessions = new SessionManager({ store });`;
    const run = await new Project({ 'sess.config.mjs': config }).sess('doctor', '--json');
    expect(run.code).toBe(1);
    expect(codesOf(run)).toEqual(['UPDATE', 'NOT_DURABLE', 'STORE_NOT_EXAMINED']);
    expect(run.stdout + run.stderr).not.toContain('hidden-password');
  });
});
