import { type MongodSettings, mongodWith, RunningServer, startServer } from '@sess/test-servers';

/** Starts a mongod for one test file. The caller stops it. */
export async function startMongod(
  program: string,
  settings: Omit<MongodSettings, 'program'> = {},
): Promise<RunningServer> {
  const server = await startServer(mongodWith({ program, ...settings }), () => undefined);
  if (!(server instanceof RunningServer)) throw new Error(server.reason);
  return server;
}
