import { type HostModules, runHosts } from './run-hosts.js';

/** Returns a Worker that runs the hosts when `workerd test` calls its `test`. */
export function main(modules: HostModules) {
  const print = (line: object): void => console.log(JSON.stringify(line));
  return {
    async test(_controller: unknown, { left }: { readonly left: readonly string[] }): Promise<void> {
      await runHosts(modules, print, (name) => !left.includes(name));
    },
  };
}
