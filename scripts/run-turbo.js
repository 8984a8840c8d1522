// Runs turbo with the given arguments, says what it does, and turns off turbo's telemetry.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const announcements = {
  bench: 'Measuring what sessions cost. This takes several minutes on an otherwise idle machine…',
  build: 'Building every package…',
  demo: 'Generating the Prisma client and starting the shop. Its address follows…',
  types: 'Checking types in every package…',
};

/**
 * @param {readonly string[]} turboArguments
 * @returns {Promise<number>} turbo's exit code
 */
export async function runTurbo(turboArguments) {
  const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
  const child = spawn(process.execPath, [turbo, 'run', ...turboArguments], {
    stdio: 'inherit',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' },
  });
  // Ending this process ends turbo. Ctrl-C reaches turbo from the terminal, and must not arrive twice.
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  await once(child, 'close');
  return child.exitCode ?? 1;
}

if (process.argv[1] === import.meta.filename) {
  const [task = '', ...rest] = process.argv.slice(2);
  if (task in announcements) console.log(announcements[/** @type {keyof typeof announcements} */ (task)]);
  process.exitCode = await runTurbo([task, ...rest]);
}
