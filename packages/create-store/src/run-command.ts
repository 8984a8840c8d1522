import { createStorePackage } from './create-store-package.js';

/** Where a command prints, such as a process. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const usage = `Starts a package with a store for @sess sessions, with the conformance suite set up.

  npm create @sess/store <name>     also with pnpm, yarn and bun

<name> is the name of the package and begins with the name of the database: redis-session-store,
@you/redis-session-store. The folder is created here. If it already exists, it must be empty.

The guide: https://github.com/sess-js/sess/blob/main/docs/write-a-store.md
`;

/** Runs the command and returns its exit code: 0 for success, 1 for failure, 2 for wrong usage. */
export function runCommand(parameters: readonly string[], folder: string, { stdout, stderr }: Output): number {
  if (parameters.some((parameter) => ['--help', '-h'].includes(parameter))) {
    stdout.write(usage);
    return 0;
  }
  const [name, ...others] = parameters;
  const unknown = parameters.find((parameter) => parameter.startsWith('-')) ?? others[0];
  if (name === undefined || unknown !== undefined) {
    const complaint = unknown === undefined ? 'The name of the package is missing.' : `"${unknown}" is not expected.`;
    stderr.write(`${complaint}\n\n${usage}`);
    return 2;
  }
  try {
    const created = createStorePackage(name, folder);
    stdout.write(`${created.path}\n${created.files.map((file) => `  ${file}\n`).join('')}
Next:
  cd ${created.folder}
  npm install
  npm test     fails for each verb that is not written yet; begin with load in src/${created.file}.ts
`);
    return 0;
  } catch (error) {
    stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}
