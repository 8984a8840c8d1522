import type { Runner } from '@sess/conformance';
import type { Host } from '../hosts/host.js';
import { createSessions } from '../mount/sessions.js';
import { testHost } from '../test-host.js';

/** Modules that export hosts, by name. */
export type HostModules = Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;

/** A line that the program prints. */
export type Line =
  /** A host and the titles of its laws. */
  | { readonly module: string; readonly host: string; readonly laws: readonly string[] }
  /** A module that could not be loaded. */
  | { readonly module: string; readonly failure: string }
  /** The outcome of a law. */
  | { readonly host: string; readonly law: string; readonly failure?: string };

/** A law that hangs ends here. The laws themselves wait at most 15 seconds for a response. */
const lawLimitMs = 100_000;

/** Prints every host of the modules, with its laws, and runs them if their module and they themselves are to run. */
export async function runHosts(
  modules: HostModules,
  print: (line: Line) => void,
  runs: (name: string) => boolean,
): Promise<void> {
  for (const [module, load] of Object.entries(modules)) {
    let hosts: readonly Host[];
    try {
      hosts = hostsOf(await load());
    } catch (error) {
      print({ module, failure: textOf(error) });
      continue;
    }
    for (const host of hosts) {
      const laws = lawsOf(host);
      print({ module, host: host.name, laws: laws.map(([law]) => law) });
      if (!runs(module) || !runs(host.name)) continue;
      await prepare(host);
      for (const [law, check] of laws) {
        const failure = await failureOf(check);
        print({ host: host.name, law, ...(failure !== undefined && { failure }) });
      }
    }
  }
}

/** Returns all hosts that a module exports, also in arrays. */
export function hostsOf(module: Readonly<Record<string, unknown>>): readonly Host[] {
  return Object.values(module)
    .flat()
    .filter((exported): exported is Host => typeof (exported as Partial<Host>).serve === 'function');
}

/** Returns the laws of a host, which run in this order, by their titles. */
export function lawsOf(host: Host): readonly (readonly [law: string, check: () => Promise<void>])[] {
  const laws: [string, () => Promise<void>][] = [];
  const runner: Runner = { describe: (_name, body) => body(), it: (name, body) => laws.push([name, body]) };
  testHost(runner, host);
  return laws;
}

/** Starts a host once, because it may have to be built, which no law waits for. The laws report what fails. */
async function prepare(host: Host): Promise<void> {
  const sessions = createSessions() as unknown as Parameters<Host['serve']>[0];
  const page = () => Promise.resolve({});
  await host.serve(sessions, { page, errorPage: page }).then(
    (site) => site.close(),
    () => undefined,
  );
}

async function failureOf(check: () => Promise<void>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The law has not ended within ${lawLimitMs / 1000} s.`)), lawLimitMs);
  });
  try {
    await Promise.race([check(), limit]);
    return undefined;
  } catch (error) {
    return textOf(error);
  } finally {
    clearTimeout(timer);
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}\n${error.cause.message}` : error.message;
}
