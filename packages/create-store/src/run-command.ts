import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createStorePackage, type StorePackage } from './create-store-package.js';

/** Where a command prints, such as a process. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const repository = 'https://github.com/sess-js/sess/blob/main';

const usage = `Starts a package with a store for @sess sessions, with the conformance suite set up.

  npm create @sess/store <name>     also with pnpm, yarn and bun

<name> is the name of the package and begins with the name of the database: redis-session-store,
@you/redis-session-store. The folder is created here. If it already exists, it must be empty.

  --tarballs <folder>   installs @sess/core and @sess/conformance from the tarballs in this folder, and not
                        from npm (after npm create, write -- before it):
                        ${repository}/CONTRIBUTING.md#install-from-a-checkout

The guide: ${repository}/docs/write-a-store.md
`;

/** Runs the command and returns its exit code: 0 for success, 1 for failure, 2 for wrong usage. */
export function runCommand(parameters: readonly string[], folder: string, { stdout, stderr }: Output): number {
  let request: { name: string; tarballs: string | undefined } | undefined;
  try {
    request = requestIn(parameters);
  } catch (error) {
    stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (!request) {
    stdout.write(usage);
    return 0;
  }
  try {
    const created = createStorePackage(request.name, folder, request);
    const files = created.files.map((file) => `  ${file}\n`).join('');
    stdout.write(`${created.path}\n${files}${nextSteps(created)}${noteOn(request.tarballs)}`);
    return 0;
  } catch (error) {
    stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

/**
 * Returns `undefined` if the user wants help.
 *
 * @throws Error that says what is wrong with the parameters
 */
function requestIn(parameters: readonly string[]): { name: string; tarballs: string | undefined } | undefined {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    options: { help: { type: 'boolean', short: 'h' }, tarballs: { type: 'string' } },
    allowPositionals: true,
  });
  if (values.help) return undefined;
  const [name, unexpected] = positionals;
  if (name === undefined) throw new Error('The name of the package is missing.');
  if (unexpected !== undefined) throw new Error(`"${unexpected}" is not expected.`);
  return { name, tarballs: values.tarballs };
}

function nextSteps({ folder, file }: StorePackage): string {
  return `
Next:
  cd ${folder}
  npm install
  npm test     fails, and says what to decide or write next in src/${file}.ts
`;
}

/** Says where the packages come from, unless that is npm. */
function noteOn(tarballs: string | undefined): string {
  if (tarballs !== undefined) {
    return '\nBefore you publish: npm install --save-dev @sess/core@0.x @sess/conformance@0.x, instead of the tarballs.\n';
  }
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  // The version of every package before its first release.
  return version === '0.0.0'
    ? '\nThis copy was not released. If npm does not find @sess/core, begin again with --tarballs: see --help.\n'
    : '';
}
