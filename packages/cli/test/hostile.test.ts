import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { objectsOf, program, Project } from './project.js';
import { stepwiseConfig } from './stepwise-store.js';

const memory = `import { MemorySessionStore, SessionManager } from '@sess/core';
  const store = new MemorySessionStore();
  export const sessions = new SessionManager({ store });`;

/** Runs `sess` in a shell, with the redirections that follow. The exit code is printed to the standard error. */
async function inShell(config: string, command: string): Promise<string> {
  const sess = `'${process.execPath}' '${program}'`;
  const { stderr } = await new Project({ 'sess.config.mjs': config }).run('sh', ['-c', command.replace('sess', sess)]);
  return stderr;
}

describe('what a visitor has chosen', () => {
  const owner = '\u001B[2Jalice\u009B31m\nowner    root\u202E';
  const config = `${memory}
    const owner = ${JSON.stringify(owner)};
    sessions.inspect = async () => ({ id: 'i', createdAt: 0, expiresAt: 0, payload: '', owner });`;

  it('does not reach the terminal as control characters, and stays on its line', async () => {
    const { stdout } = await new Project({ 'sess.config.mjs': config }).sess('show', 'i');
    expect(stdout).toContain('\nowner    \\u001b[2Jalice\\u009b31m\\u000aowner    root\\u202e\n');
    expect(stdout).not.toMatch(/[^\n\P{Cc}]/u);
  });

  it('is complete in JSON', async () => {
    const run = await new Project({ 'sess.config.mjs': config }).sess('show', 'i', '--json');
    expect(objectsOf(run)).toMatchObject([{ owner }]);
    expect(run.stdout).not.toContain('\u009B');
  });

  it('is not obeyed in a complaint about the command line', async () => {
    expect((await new Project({}).sess('\u001B[2J')).stderr).toContain("unknown command '\\u001b[2J'");
  });
});

describe('--json', () => {
  it.each([
    [['list', '--json'], /required option '--owner <owner>'/],
    [['clear-expired', '--budget', '30', '--json'], /Write a number and its unit/],
    [['show', '--json'], /missing required argument/],
  ])('says what is wrong with %j', async (parameters, message) => {
    const run = await new Project({}).sess(...parameters);
    expect(run.code).toBe(2);
    expect(objectsOf(run)).toMatchObject([{ type: 'error', code: 'USAGE', message: expect.stringMatching(message) }]);
  });

  it('is not mixed with what the application logs', async () => {
    const config = `console.log('loaded .env'); console.info('one'); console.debug('two'); ${memory}`;
    const run = await new Project({ 'sess.config.mjs': config }).sess('list', '--owner', 'a', '--json');
    expect(objectsOf(run)).toEqual([{ type: 'result', count: 0 }]);
    expect(run.stderr).toBe('loaded .env\none\ntwo\n');
  });
});

describe('an application that fails', () => {
  it('does not show its secrets by an exception that nothing catches', async () => {
    const config = `${memory} sessions.inspect = () => new Promise(() => {
        setImmediate(() => { throw new Error('cannot reach redis://me:hidden-password@db'); });
      });`;
    const shown = await new Project({ 'sess.config.mjs': config }).sess('show', 'i');
    expect(shown.stderr).toBe('sess: the application threw: Error: cannot reach redis://…@db\n');
    expect(shown.code).toBe(1);
  });

  it('says how to see where it cannot be parsed', async () => {
    const files = { 'sess.config.mjs': "import './settings.mjs';", 'settings.mjs': '\n\nexport const a = {{;' };
    const run = await new Project(files).sess('clear-expired');
    expect(run.stderr).toMatch(
      /sess\.config\.mjs failed: Unexpected token .* Run `node \/.*sess\.config\.mjs` to see where \[CONFIG\]\n$/,
    );
  });

  it('says why the store failed after some batches', async () => {
    const run = await new Project({
      'sess.config.mjs': stepwiseConfig(
        "if (batch > 2) throw new StoreError('disk is full', { outcome: 'not-applied' });",
      ),
    }).sess('clear-expired');
    expect(run.stderr).toMatch(/removed 2 expired records .*\(.*disk is full.*\) \[STORE\]\n$/);
  });
});

describe('sess doctor that is left in the middle', () => {
  const leaving = (leave: string): string => `
    import { once } from 'node:events';
    ${memory}
    const { load } = store;
    store.load = async (...call) => {
      store.load = load;
      ${leave}
      return await load.apply(store, call);
    };
    const ids = [];
    const { create } = store;
    store.create = async (id, ...rest) => (ids.push(id), await create.call(store, id, ...rest));
    const { close } = sessions;
    sessions.close = async () => {
      const left = await Promise.all(ids.map((id) => sessions.inspect(id)));
      console.error(ids.length + ' made, left: ' + left.filter(Boolean).length);
      await close.call(sessions);
    };`;

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('ends its sessions, after %s', async (signal, code) => {
    const leave = `
      const received = once(process, '${signal}');
      process.kill(process.pid, '${signal}');
      await received;`;
    const run = await new Project({ 'sess.config.mjs': leaving(leave) }).sess('doctor');
    expect(run).toMatchObject({ code, stderr: '2 made, left: 0\n' });
  });

  it('ends its sessions, after its reader has gone', async () => {
    const leave = `const closed = once(process.stdout, 'error');
      const writing = setInterval(() => process.stdout.write('\\n'), 5);
      await closed;
      // As the system does for each write that follows.
      process.kill(process.pid, 'SIGPIPE');
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
      clearInterval(writing);`;
    const stderr = await inShell(leaving(leave), '{ sess doctor; echo "code $?" >&2; } | true');
    expect(stderr).toBe('2 made, left: 0\ncode 141\n');
  });
});

it.skipIf(!existsSync('/dev/full'))('keeps the exit code when errors cannot be printed', async () => {
  expect(
    (await new Project({}).run('sh', ['-c', `'${process.execPath}' '${program}' nonsense 2>/dev/full`])).code,
  ).toBe(2);
});
