import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Pages, Sessions as SuiteSessions } from '@sess/conformance';
import { buildApplication } from '../../../../test/built-application.js';
import { type Host, listenWith, pageRequest, responseOf, shopOf, visitsPage } from './host.js';

/** An example whose framework needs a build, with the pages of the laws in place of its own. */
interface BuiltExample {
  readonly framework: string;
  readonly folder: string;
  /** The files of the example that are kept. */
  readonly kept: readonly string[];
  /** The module that makes the manager. */
  readonly sessions: string;
  readonly added: Readonly<Record<string, string>>;
  /** The built module, and its export for a server of Node. */
  readonly main: string;
  readonly listener: string;
}

const sveltekit: BuiltExample = {
  framework: 'SvelteKit 2',
  folder: 'sveltekit',
  kept: ['svelte.config.js', 'vite.config.ts', 'src/app.html', 'src/hooks.server.ts'],
  sessions: 'src/lib/server/sessions.ts',
  added: {
    'src/routes/[...path]/+server.ts': 'export const fallback = (event) => lawPages.respond(event, event.request);',
  },
  main: 'build/handler.js',
  listener: 'handler',
};

const astro: BuiltExample = {
  framework: 'Astro 5',
  folder: 'astro',
  kept: ['src/middleware.ts'],
  sessions: 'src/lib/sessions.ts',
  added: {
    'astro.config.mjs': `import node from '@astrojs/node';
      export default { output: 'server', adapter: node({ mode: 'middleware' }) };`,
    'src/pages/[...path].ts': 'export const ALL = (context) => lawPages.respond(context, context.request);',
  },
  main: 'dist/server/entry.mjs',
  listener: 'handler',
};

const nitro: BuiltExample = {
  framework: 'Nitro 3',
  folder: 'nitro',
  kept: ['src/plugins/sessions.ts'],
  sessions: 'src/lib/sessions.ts',
  added: {
    'nitro.config.ts': "export default { srcDir: 'src', preset: 'node-middleware' };",
    'src/routes/[...path].ts': 'export default (event) => lawPages.respond(event, event.req);',
  },
  main: '.output/server/index.mjs',
  listener: 'middleware',
};

/** Stands for the manager of the running law: the application is built and loaded only once. */
const delegate = `export const sessions = new Proxy({}, {
  get: (_, name) => {
    const value = lawPages.sessions[name];
    return typeof value === 'function' ? value.bind(lawPages.sessions) : value;
  },
});`;

/** What the built applications find on `globalThis`. */
interface LawPages {
  readonly sessions: SuiteSessions;
  respond(key: object, request: Request): Promise<Response>;
}

function lawPages(sessions: SuiteSessions, { page }: Pages): LawPages {
  return {
    sessions,
    async respond(key, request) {
      if (new URL(request.url).pathname === '/visits') {
        return new Response(await visitsPage(shopOf(sessions), key));
      }
      return responseOf(await page(pageRequest(sessions, request, key)), request.method);
    },
  };
}

/** Builds a copy of the example. Returns what handles its requests. */
async function build({ folder, kept, sessions, added, main, listener }: BuiltExample): Promise<RequestListener> {
  const example = join(import.meta.dirname, '../../../../examples', folder);
  const copy = join(import.meta.dirname, '../../temp', process.env['SESS_BUILT_HOSTS'] ?? 'hosts', folder);
  await rm(copy, { recursive: true, force: true });
  await mkdir(join(copy, 'node_modules'), { recursive: true });
  for (const file of [...kept, 'package.json', 'test/build.js']) await cp(join(example, file), join(copy, file));
  // One by one, because the frameworks keep caches there, and the example's own test may build at the same time.
  for (const name of await readdir(join(example, 'node_modules'))) {
    const link = join(copy, 'node_modules', name);
    if (!name.startsWith('.')) await symlink(join(example, 'node_modules', name), link, 'junction');
  }
  for (const [file, text] of Object.entries({ 'tsconfig.json': '{}', [sessions]: delegate, ...added })) {
    await mkdir(join(copy, file, '..'), { recursive: true });
    await writeFile(join(copy, file), text);
  }
  await buildApplication('test/build.js', copy);
  // Read when adapter-node's handler is imported. Without it, every request counts as one of https.
  process.env['ORIGIN'] = 'http://127.0.0.1';
  const built = (await import(/* @vite-ignore */ pathToFileURL(join(copy, main)).href)) as Record<string, unknown>;
  return built[listener] as RequestListener;
}

function hostOf(example: BuiltExample): Host & { readonly ready: () => Promise<unknown> } {
  let built: Promise<RequestListener> | undefined;
  const ready = () => (built ??= build(example));
  return {
    name: example.framework,
    ready,
    async serve(sessions, pages) {
      const listener = await ready();
      Object.assign(globalThis, { lawPages: lawPages(sessions, pages) });
      return listenWith(listener);
    },
  };
}

export const builtHosts = [sveltekit, astro, nitro].map(hostOf);
