import { findServer, type FoundServer, mariadb, postgresql, type ServerKind, skip } from '@sess/test-servers';
import type { TestProject } from 'vitest/node';

/** A server for the tests. The run has reported when there is none. */
export interface SharedServer {
  readonly url: string;
  readonly version: string | undefined;
}

declare module 'vitest' {
  interface ProvidedContext {
    postgresql: SharedServer | undefined;
    mariadb: SharedServer | undefined;
  }
}

/** One server of each kind for all test files. Each file has its own database there. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers: FoundServer[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const share = async (name: 'postgresql' | 'mariadb', kind: ServerKind) => {
    const found = await findServer(kind);
    if (found.url === undefined) {
      project.provide(name, undefined);
      return skip(`the tests of @sess/prisma on ${kind.name}`, found.reason);
    }
    servers.push(found);
    project.provide(name, { url: found.url, version: found.version });
  };
  const started = await Promise.allSettled([share('postgresql', postgresql), share('mariadb', mariadb)]);
  const failed = started.find((one) => one.status === 'rejected');
  if (!failed) return stop;
  await stop();
  throw failed.reason;
}
