// Runs turbo with the arguments given, says what it is about to do, and keeps turbo from phoning home.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const announcements = {
  build: 'Building every package…',
  demo: 'Starting the demo: generating its Prisma client, then the shop; its address follows…',
  types: 'Checking types in every package…',
};

/**
 * @param {readonly string[]} turboArguments
 * @returns {number} turbo's exit code
 */
export function runTurbo(turboArguments) {
  const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
  const { status } = spawnSync(process.execPath, [turbo, 'run', ...turboArguments], {
    stdio: 'inherit',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' },
  });
  return status ?? 1;
}

if (process.argv[1] === import.meta.filename) {
  const [task = '', ...rest] = process.argv.slice(2);
  if (task in announcements) console.log(announcements[/** @type {keyof typeof announcements} */ (task)]);
  process.exitCode = runTurbo([task, ...rest]);
}
