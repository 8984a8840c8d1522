import { createStorePackage } from './create-store-package.js';

/** Where a command prints: a process has both. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const usage = `Starts a package with a store for @sess sessions, the conformance suite wired up.

  npm create @sess/store <name>     also with pnpm, yarn and bun

<name> is the name of the package and begins with what sessions are kept in: redis-session-store,
@you/redis-session-store. The folder is made here and must not be there, or be empty.

The guide: https://github.com/sess-js/sess/blob/main/docs/write-a-store.md
`;

/** Runs the command; answers with its exit code: 0 done, 1 not possible, 2 not understood. */
export function runCommand(parameters: readonly string[], folder: string, { stdout, stderr }: Output): number {
  if (parameters.some((parameter) => ['--help', '-h'].includes(parameter))) {
    stdout.write(usage);
    return 0;
  }
  const [name, ...others] = parameters;
  const unknown = parameters.find((parameter) => parameter.startsWith('-')) ?? others[0];
  if (name === undefined || unknown !== undefined) {
    const complaint = unknown === undefined ? 'The name of the package is missing.' : `"${unknown}" is one too many.`;
    stderr.write(`${complaint}\n\n${usage}`);
    return 2;
  }
  try {
    const made = createStorePackage(name, folder);
    stdout.write(`${made.path}\n${made.files.map((file) => `  ${file}\n`).join('')}
Next:
  cd ${made.folder}
  npm install
  npm test     fails on what is not written yet; begin with load in src/${made.file}.ts
`);
    return 0;
  } catch (error) {
    stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}
