import { describe, expect, it } from 'vitest';
import { objectsOf, program, Project } from './project.js';

const memory = `import { MemorySessionStore, SessionManager } from '@sess/core';
  const manager = new SessionManager({ store: new MemorySessionStore() });`;
const cjs = `const { MemorySessionStore, SessionManager } = require('@sess/core');
  const manager = new SessionManager({ store: new MemorySessionStore() });`;

describe('the config file', () => {
  it.each([
    ['sess.config.ts', `${memory} enum Kind { One } export const sessions: unknown = Kind.One === 0 && manager;`],
    ['sess.config.mts', `${memory} export default manager;`],
    ['sess.config.cts', `${memory} export default manager;`],
    ['sess.config.js', `${memory} export { manager as sessions };`],
    ['sess.config.mjs', `${memory} export default () => manager;`],
    ['sess.config.cjs', `${cjs} module.exports = manager;`],
    ['sess.config.cjs', `${cjs} module.exports = { sessions: manager };`],
    ['sess.config.cjs', `${cjs} module.exports = async () => manager;`],
    ['sess.config.mjs', `${memory} export default async () => ({ sessions: manager });`],
    ['sess.config.ts', `${memory} export default Promise.resolve(manager);`],
    ['sess.config.ts', `${memory} export const sessions = Promise.resolve(manager);`],
    [
      'sess.config.ts',
      `${memory} export default function app() { throw new Error(); } export const sessions = manager;`,
    ],
  ])('may be %s with %s', async (name, text) => {
    const run = await new Project({ [name]: text }).sess('clear-expired', '--json');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(objectsOf(run)).toMatchObject([{ type: 'result', status: 'complete' }]);
  });

  it('imports TypeScript as its compiler does: by the name of the output, and by the paths of tsconfig', async () => {
    const project = new Project({
      'sess.config.ts': "export { manager as default } from './lib/sessions.js'; import '#shared'; import '~/more';",
      'lib/sessions.ts': `${memory} export { manager };`,
      'lib/more.ts': 'export const more: number = 1;',
      'package.json': '{ "type": "module", "imports": { "#shared": "./lib/more.ts" } }',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./lib/*"] } } }',
    });
    expect(await project.sess('clear-expired')).toMatchObject({ code: 0, stderr: '' });
  });

  it('is found from a folder below, and named by --config', async () => {
    const project = new Project({
      'sess.config.mjs': `${memory} export { manager as sessions };`,
      'a/b/other.txt': '',
    });
    const cwd = `${project.folder}/a/b`;
    expect(await project.run(process.execPath, [program, 'clear-expired'], { cwd })).toMatchObject({ code: 0 });
    const named = [program, 'clear-expired', '--config', '../../sess.config.mjs'];
    expect(await project.run(process.execPath, named, { cwd })).toMatchObject({ code: 0 });
  });

  it('closes what it has opened, and what it leaves open ends too', async () => {
    const open = 'setInterval(() => {}, 1000); manager.store.close = () => console.error("store closed");';
    const text = `${memory} ${open} export default manager; export function close() { console.error("closed"); }`;
    const run = await new Project({ 'sess.config.mjs': text }).sess('clear-expired');
    expect(run).toMatchObject({ code: 0, stderr: 'store closed\nclosed\n' });
  });

  it('may fail to close, which is said and changes nothing', async () => {
    const text = `${memory} export default { sessions: manager, close: () => { throw new Error('no'); } };`;
    const run = await new Project({ 'sess.config.mjs': text }).sess('clear-expired', '--json');
    expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/sess\.config\.mjs failed: no \[CONFIG\]/) });
    expect(objectsOf(run)).toMatchObject([{ type: 'result' }]);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{}, /There is no sess\.config\.ts \(or .+--config <file>/],
    [{ 'sess.config.ts': '', 'sess.config.js': '' }, /has sess\.config\.ts and sess\.config\.js\. Keep one/],
    [{ 'sess.config.mjs': 'export default 5; export const sessions = null;' }, /exports no SessionManager/],
    [{ 'sess.config.cjs': 'module.exports = { default: { sessions: {} } };' }, /exports no SessionManager/],
  ])('is asked for where there is none: %j', async (files, complaint) => {
    const run = await new Project(files).sess('clear-expired');
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(complaint) });
  });

  it('is asked for where --config names no file', async () => {
    const run = await new Project({}).sess('clear-expired', '--config', 'nowhere.ts');
    expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(/nowhere\.ts does not exist/) });
  });

  it.each([
    ['an error', "throw new Error('cannot reach postgresql://me:hidden-password@db/shop');"],
    ['an error of a function', "export default () => { throw new Error('at mongodb://me:hidden-password@db'); };"],
    ['a text', "throw 'redis://me:hidden-password@db';"],
  ])('may throw %s, whose secrets are not shown', async (_what, text) => {
    const run = await new Project({ 'sess.config.mjs': text }).sess('clear-expired', '--json', '--verbose');
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^sess: .*sess\.config\.mjs failed: .*:\/\/…@db.* \[CONFIG\]\n/);
    expect(objectsOf(run)).toMatchObject([{ type: 'error', code: 'CONFIG' }]);
    expect(run.stderr + run.stdout).not.toContain('hidden-password');
  });

  it('may have an option that core refuses, which core says', async () => {
    const text = "import { SessionManager } from '@sess/core'; export default new SessionManager({ stor: 1 });";
    const run = await new Project({ 'sess.config.mjs': text }).sess('clear-expired');
    expect(run).toMatchObject({ code: 1, stderr: expect.stringMatching(/"?stor"? is not a known option/) });
  });

  it('may leave a promise unhandled, which is said and ends nothing', async () => {
    const text = `${memory} void Promise.reject(new Error('at redis://me:hidden-password@db'));
      await new Promise(setImmediate);
      export default manager;`;
    const run = await new Project({ 'sess.config.mjs': text }).sess('clear-expired');
    expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/a promise of the application was rejected/) });
    expect(run.stderr).not.toContain('hidden-password');
  });
});
