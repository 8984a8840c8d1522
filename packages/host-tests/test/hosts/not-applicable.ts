/** A host that a run time cannot serve, or a law that a host does not keep there, with the reason. */
export interface Exception {
  /** Names of hosts, or of the modules in test/hosts that have them. */
  readonly hosts: readonly string[];
  /** @defaultValue every run time */
  readonly runtimes?: readonly string[];
  readonly exceptRuntimes?: readonly string[];
  /** The beginning of the law's title, if only that law is concerned. */
  readonly law?: string;
  readonly reason: string;
}

/** Everything that `pnpm test:hosts` leaves out, or shows as a known deviation. */
export const exceptions: readonly Exception[] = [
  {
    hosts: ['node-hosts', 'koa-hosts', 'fastify-hosts', 'nest-hosts'],
    runtimes: ['workerd'],
    reason: 'It is a server of node:http. A Worker has no server of its own: it is called with a Request.',
  },
  {
    hosts: ['built-hosts', 'next-host'],
    runtimes: ['workerd'],
    reason: 'What is tested is its build for a server of Node.',
  },
  {
    hosts: ['Nitro 3'],
    runtimes: ['bun', 'deno'],
    reason: 'What is tested is its build for Node. For Bun and Deno it has others.',
  },
  {
    hosts: ['next-host'],
    runtimes: ['bun', 'deno'],
    reason: 'What is tested is its server on Node.',
  },
  {
    hosts: ['bun-hosts'],
    exceptRuntimes: ['bun'],
    reason: 'It runs on Bun only.',
  },
  {
    hosts: ['deno-hosts'],
    exceptRuntimes: ['deno'],
    reason: 'It runs on Deno only.',
  },
];
