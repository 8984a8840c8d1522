import { type HostModules, runHosts } from './run-hosts.js';

/** Runs the hosts in a run time that has processes, except those that the arguments name. */
export async function main(modules: HostModules): Promise<never> {
  const left = new Set(process.argv.slice(2));
  const { bun, deno, node } = process.versions;
  console.log(JSON.stringify({ version: bun ?? deno ?? node }));
  // The parent process, which reads the outcomes, has ended.
  process.stdout.on('error', () => process.exit(1));
  // A law fails if its process would have ended. What comes later must not end the laws that follow.
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => console.error(error));
  }
  const print = (line: object): void => console.log(JSON.stringify(line));
  await runHosts(modules, print, (name) => !left.has('everything') && !left.has(name));
  process.exit(0);
}
