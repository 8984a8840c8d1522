// Runs programs as a user's shell would, not as a script of pnpm does.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const lastLines = 40;

/**
 * @typedef {object} Place
 * @property {string} cwd
 * @property {Record<string, string>} [env] added to the environment
 * @property {number} [minutes] after which it has failed. By default 10.
 */

/**
 * Returns what the program printed.
 *
 * @param {readonly string[]} command the program and its arguments
 * @param {Place} place
 * @throws Error with the end of its output, when it fails
 */
export async function run([program = '', ...parameters], { cwd, env = {}, minutes = 10 }) {
  try {
    const { stdout, stderr } = await execute(program, parameters, {
      cwd,
      env: { ...userEnvironment(), ...env },
      maxBuffer: 256 * 1024 * 1024,
      timeout: minutes * 60_000,
      shell: process.platform === 'win32',
    });
    return `${stdout}${stderr}`;
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = /** @type {{ stdout?: string, stderr?: string, message: string }} */ (error);
    const output = `${stdout}\n${stderr}`.trim() || message;
    throw new Error(
      [
        `  ${[program, ...parameters].join(' ')}`,
        ...output
          .split('\n')
          .filter((line) => !/npm warn/.test(line))
          .slice(-lastLines),
      ].join('\n    '),
      { cause: error },
    );
  }
}

/** Without what pnpm and test runners set for the programs that they start. */
export function userEnvironment() {
  const foreign = /^(?:npm_(?!config_registry$)|pnpm_|NODE_OPTIONS$|NODE_ENV$|VITEST|INIT_CWD$|FORCE_COLOR$|TURBO_)/i;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    NO_COLOR: '1',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
  };
}
