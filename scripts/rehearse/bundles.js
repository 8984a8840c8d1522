// Bundles by esbuild that run: for Node, and for platforms without it.
import { step } from './progress.js';

const forNode = `
import { createServer } from 'node:http';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';

const sessions = new SessionManager({ store: new MemorySessionStore() });
const middleware = sessionMiddleware(sessions);
const server = createServer((request, response) => middleware(request, response, () => {
  void sessions.get(request).then((session) => response.end(String(session.update('visits', 0, (count) => count + 1))));
}));
server.listen(0, '127.0.0.1', () => {
  void visitTwice((cookie) => fetch('http://127.0.0.1:' + server.address().port, { headers: { cookie } })).then(() => server.close());
});
`;

const forTheWeb = `
import { MemorySessionStore, SessionManager } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import { CookieSessionStore } from '@sess/cookie';

const secret = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
for (const store of [new MemorySessionStore(), new CookieSessionStore({ keys: [{ name: 'one', secret }] })]) {
  const sessions = new SessionManager({ store });
  await visitTwice((cookie) => {
    const request = new Request('https://shop.example/', { headers: { cookie } });
    return handleSession(sessions, request, async () => {
      const session = await sessions.get(request);
      return new Response(String(session.update('visits', 0, (count) => count + 1)));
    });
  });
}
`;

const visits = `
async function visitTwice(visit) {
  const first = await visit('');
  if ((await first.text()) !== '1') throw new Error('the first visit should be number 1');
  const second = await visit(first.headers.getSetCookie()[0].split(';')[0]);
  const text = await second.text();
  if (text !== '2') throw new Error('the second visit is number ' + text);
  console.log('2 visits');
}
`;

/** @param {import('./project.js').Project} project with esbuild */
export async function bundle(project) {
  project.write('for-node.js', forNode + visits);
  project.write('for-the-web.js', forTheWeb + visits);
  for (const format of ['esm', 'cjs']) {
    await step(`esbuild: a bundle for Node as ${format} runs`, async () => {
      const file = `out/for-node.${format === 'esm' ? 'mjs' : 'cjs'}`;
      await esbuild(project, 'for-node.js', file, `--format=${format}`, '--platform=node');
      await project.run([process.execPath, file]);
    });
  }
  await step('esbuild: a bundle for the web has nothing of Node, and runs', async () => {
    const file = 'out/for-the-web.mjs';
    await esbuild(project, 'for-the-web.js', file, '--format=esm', '--platform=browser', '--target=es2022');
    const imports = project.read(file).match(/(?:from|import|require)\s*\(?["'](?:node:[^"']+)["']/g) ?? [];
    if (imports.length > 0) throw new Error(`The bundle imports from Node: ${imports.join(', ')}`);
    await project.run([process.execPath, file]);
  });
}

/**
 * @param {import('./project.js').Project} project
 * @param {string} entry
 * @param {string} file
 * @param {string[]} options
 */
function esbuild(project, entry, file, ...options) {
  return project.run(['npx', 'esbuild', entry, '--bundle', `--outfile=${file}`, '--log-level=warning', ...options]);
}
