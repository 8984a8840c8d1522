import { describe, expect, it } from 'vitest';
import { objectsOf, Project, type Run } from './project.js';

/**
 * The config file of an application in SQLite, and a script that creates a session and prints its id and key. The
 * owner's name holds what a shell or a database would change.
 */
const files = {
  'sess.config.ts': `
    import { readFileSync } from 'node:fs';
    import { SessionManager } from '@sess/core';
    import { PrismaSessionStore } from '@sess/prisma';
    import { ReconnectingLibSql } from '@sess/prisma/libsql';
    import { PrismaClient } from '../../generated/sqlite/client.js';

    const prisma = new PrismaClient({ adapter: new ReconnectingLibSql({ url: 'file:sessions.db', timeout: 500 }) });
    export const sessions = new SessionManager({ store: new PrismaSessionStore(prisma.session) });
    const sql = readFileSync(new URL('sql/sqlite.sql', import.meta.resolve('@sess/prisma/package.json')), 'utf8');
    for (const statement of sql.replaceAll(/^--.*$/gm, '').split(';').filter((text) => text.trim()))
      await prisma.$executeRawUnsafe(statement.replace(/CREATE (TABLE|INDEX)/, 'CREATE $1 IF NOT EXISTS'));
    if (process.env.CREATE === 'yes') {
      for (const owner of ['alice', 'alice', "o'hara"]) {
        const { id, key } = await sessions.create({ data: { card: 'a-secret-value' }, owner });
        process.stdout.write(id + ' ' + key + '\\n');
      }
    }
    export const close = () => prisma.$disconnect();
  `,
};

/** Creates three sessions, and returns the ids and keys. */
async function started(): Promise<{ project: Project; ids: string[]; keys: string[] }> {
  const project = new Project(files);
  const { stdout } = await project.sessWith({ CREATE: 'yes' }, 'list', '--owner', 'nobody');
  const pairs = [...stdout.matchAll(/^([0-9a-f]{40}) (\w{32})$/gm)];
  return { project, ids: pairs.map(([, id]) => id ?? ''), keys: pairs.map(([, , key]) => key ?? '') };
}

function expectDiscretion(keys: readonly string[], ...runs: readonly Run[]): void {
  const printed = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  for (const secret of [...keys, 'a-secret-value']) expect(printed).not.toContain(secret);
}

describe('on SQLite', () => {
  it("lists an owner's sessions and ends them, by their ids and together", async () => {
    const { project, ids, keys } = await started();
    const listed = await project.sess('list', '--owner', 'alice');
    expect(listed).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\n2 sessions\n$/) });
    expect(listed.stdout).toContain(ids[0]);
    expect(listed.stdout).toMatch(/created \d{4}-\d\d-\d\dT[\d:]{8}Z {2}expires \d{4}/);
    const ended = await project.sess('revoke', '--id', ids[0] ?? '', '--json');
    expect(objectsOf(ended)).toEqual([{ type: 'result', ended: 1 }]);
    const again = await project.sess('revoke', '--id', ids[0] ?? '');
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^sess: No live session .*\[NOT_FOUND\]\n$/),
    });
    expect(await project.sess('revoke', '--owner', "o'hara")).toMatchObject({ stdout: 'Ended 1 session.\n' });
    const rest = await project.sess('list', '--owner', 'alice', '--json');
    expect(objectsOf(rest)).toEqual([
      { type: 'session', id: ids[1], createdAt: expect.any(Number), expiresAt: expect.any(Number) },
      { type: 'result', count: 1 },
    ]);
    expectDiscretion(keys, listed, ended, again, rest);
  });

  it('shows a session, by its id or its key, and its data only when asked', async () => {
    const { project, ids, keys } = await started();
    const [id = '', key = ''] = [ids[0], keys[0]];
    const shown = await project.sess('show', id);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(
      /^id {7}[0-9a-f]{40}\ncreated .*\nexpires .*\nowner {4}alice\npayload {2}\d+ bytes \(--data/,
    );
    const byKey = await project.sess('show', key, '--json');
    expect(objectsOf(byKey)).toEqual([
      expect.objectContaining({ type: 'result', id, owner: 'alice', payloadBytes: expect.any(Number) }),
    ]);
    const unknown = await project.sess('show', 'x'.repeat(32));
    expect(unknown.code).toBe(1);
    expectDiscretion(keys, shown, byKey, unknown);
    const withData = await project.sess('show', id, '--data');
    expect(withData.stdout).toContain("data     { card: 'a-secret-value' }");
    const asJson = await project.sess('show', id, '--data', '--json');
    expect(objectsOf(asJson)).toMatchObject([{ data: { card: 'a-secret-value' } }]);
  });

  it.each([
    [['list'], /required option '--owner <owner>' not specified/],
    [['show'], /missing required argument 'id'/],
    [['revoke'], /--owner <owner> or --id <id>/],
    [['revoke', '--owner', 'a', '--id', 'b'], /cannot be used with/],
  ])('does not guess what %j means', async (parameters, complaint) => {
    const run = await new Project(files).sess(...parameters);
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(complaint) });
  });
});

describe('data that JSON cannot keep', () => {
  it('is shown as a text', async () => {
    const project = new Project({
      'sess.config.mjs': `
        import { MemorySessionStore, SessionManager } from '@sess/core';
        export const sessions = new SessionManager({ store: new MemorySessionStore() });
        const decoded = () => ({ n: 5n });
        sessions.inspect = async () => ({ id: 'i', createdAt: 0, expiresAt: 0, payload: 'é', decoded });
      `,
    });
    const run = await project.sess('show', 'i', '--data', '--json');
    expect(objectsOf(run)).toMatchObject([{ payloadBytes: 2, dataAsText: '{ n: 5n }' }]);
  });
});

describe('a store that cannot', () => {
  const cookie = `
    import { randomBytes } from 'node:crypto';
    import { SessionManager } from '@sess/core';
    import { CookieSessionStore } from '@sess/cookie';
    const store = new CookieSessionStore({ keys: [{ name: 'k', secret: randomBytes(32) }] });
    export const sessions = new SessionManager({ store });`;
  const memcached = `
    import { SessionManager } from '@sess/core';
    import { MemcachedSessionStore } from '@sess/memcached';
    import { MemcachedServers } from '@sess/memcached/memcache-client';
    const store = new MemcachedSessionStore(new MemcachedServers({ servers: ['127.0.0.1:1'] }));
    export const sessions = new SessionManager({ store });`;
  const id = '0'.repeat(40);

  it.each([
    [cookie, ['list', '--owner', 'a'], /a sealed one keeps each session in its browser/],
    [cookie, ['revoke', '--owner', 'a'], /a sealed one keeps each session in its browser/],
    [cookie, ['revoke', '--id', id], /a sealed one keeps each session in its browser/],
    [cookie, ['show', id], /a sealed one keeps each session in its browser/],
    [memcached, ['list', '--owner', 'a'], /This store cannot find sessions by their owner/],
    [memcached, ['revoke', '--owner', 'a'], /This store cannot find sessions by their owner/],
  ])('says so: %# %j', async (config, parameters, reason) => {
    const run = await new Project({ 'sess.config.mjs': config }).sess(...parameters);
    expect(run).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(reason) });
    expect(run.stderr).toMatch(/\[NOT_SUPPORTED\]\n$/);
  });
});
