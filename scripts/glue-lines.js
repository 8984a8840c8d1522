// Counts what a user writes to mount @sess in a framework, from the examples and recipes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace-packages.js';

/**
 * @typedef {object} Source
 * @property {string} [file] with the code that mounts it, among other things
 * @property {string} [module] a file for mounting only, all of whose lines count
 */

const mount = 'packages/host-tests/test/mount';

/** By the name of the host, or of a framework that has tests of its own. */
const sources = /** @type {Readonly<Record<string, Source>>} */ ({
  'node:http': { file: `${mount}/node-http.ts` },
  'Express 5': { file: `${mount}/express.ts` },
  'Express 4': { file: `${mount}/express.ts` },
  Connect: { file: `${mount}/connect.ts` },
  'next-connect': { file: `${mount}/next-connect.ts` },
  'h3 1': { file: `${mount}/h3-v1.ts` },
  'h3 2': { file: `${mount}/h3.ts` },
  'React Router 7': { file: `${mount}/react-router.ts` },
  'Hono 4': { file: 'examples/hono/src/app.ts' },
  'Koa 3': { file: 'examples/koa/src/app.ts' },
  'koa-connect': { file: `${mount}/koa-connect.ts` },
  'Fastify 5': { file: 'examples/fastify/src/app.ts' },
  '@fastify/middie': { file: `${mount}/fastify-middie.ts` },
  '@fastify/express': { file: `${mount}/fastify-express.ts` },
  'NestJS 11 on Express': { file: `${mount}/nest.ts`, module: `${mount}/nest-session.ts` },
  'NestJS 11 on Fastify': { file: `${mount}/nest.ts`, module: `${mount}/nest-session.ts` },
  'Bun.serve': { file: `${mount}/bun.ts` },
  'Deno.serve': { file: `${mount}/deno.ts` },
  Elysia: { file: `${mount}/elysia.ts` },
  'SvelteKit 2': { module: 'examples/sveltekit/src/hooks.server.ts' },
  'Astro 5': { module: 'examples/astro/src/middleware.ts' },
  'Nitro 3': { module: 'examples/nitro/src/plugins/sessions.ts' },
  'Next.js 16': { file: 'examples/next/src/lib/sessions.ts' },
  tRPC: { file: `${mount}/trpc.ts` },
});

/**
 * @typedef {object} Glue
 * @property {number} lines those that import one of our entries or name what it exports, and all of the module
 * @property {readonly string[]} files relative to the root
 */

/** @returns {Readonly<Record<string, Glue>>} by host or framework, in the order of the list above */
export function glueLines() {
  return Object.fromEntries(
    Object.entries(sources).flatMap(([name, { file, module }]) => {
      const files = [file, module].flatMap((each) => each ?? []);
      if (!files.every((each) => existsSync(join(root, each)))) return [];
      const lines = (file ? mountingLines(codeLines(file)).length : 0) + (module ? codeLines(module).length : 0);
      return [[name, { lines, files }]];
    }),
  );
}

/** @param {readonly string[]} lines */
function mountingLines(lines) {
  // The manager is the same in every framework, so only the entries below @sess/core are for mounting.
  const imported = lines.flatMap((line) => {
    const [, names] = /^import \{(.*)\} from '@sess\/core\/.+';$/.exec(line) ?? [];
    return names?.split(',').map((name) => name.replace(/\b(type|as)\b/g, ' ').trim()) ?? [];
  });
  return lines.filter((line) => imported.some((name) => new RegExp(String.raw`\b${name}\b`).test(line)));
}

/** @param {string} file */
function codeLines(file) {
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//'));
}
