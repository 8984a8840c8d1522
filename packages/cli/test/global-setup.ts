import { findServer, type FoundServer, mariadb, postgresql, type ServerKind, skip } from '@sess/test-servers';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses with the right to create databases; `undefined` where there is no server, which the run has said. */
    postgresql: string | undefined;
    mariadb: string | undefined;
  }
}

/** One server of each kind for all test files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers: FoundServer[] = [];
  const share = async (name: 'postgresql' | 'mariadb', kind: ServerKind) => {
    const found = await findServer(kind);
    project.provide(name, found.url);
    if (found.url === undefined) return skip(`the tests of @sess/cli on ${kind.name}`, found.reason);
    servers.push(found);
  };
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const started = await Promise.allSettled([share('postgresql', postgresql), share('mariadb', mariadb)]);
  const failed = started.find((one) => one.status === 'rejected');
  if (!failed) return stop;
  await stop();
  throw failed.reason;
}
