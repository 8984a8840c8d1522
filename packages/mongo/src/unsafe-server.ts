import { isServerReply, readFailure } from './driver-failure.js';
import type { Fields, SessionCollection } from './driver.js';

interface Database {
  readonly client: object;
  command(command: object, options: object): Promise<Fields>;
}

/** Far longer than the reply takes. Without a limit, one that is lost would hold up every later call. */
const replyLimitMs = 10_000;

/** So that a store that is made for one transaction does not ask again. */
const clientsOfSafeServers = new WeakSet<object>();

/**
 * Rejects if the server is one that does not change a document in one step. FerretDB 1 reads a document, and writes it
 * later whatever has become of it: of two conditional writes both succeed, and one of them is lost.
 *
 * A server that refuses the question, and a collection that cannot ask it, are used.
 */
export async function refuseUnsafeServer(collection: SessionCollection): Promise<void> {
  const { db } = collection as { readonly db?: Partial<Database> };
  if (typeof db?.command !== 'function') return;
  const client = db.client ?? db;
  if (clientsOfSafeServers.has(client)) return;
  // Needs no rights. Any member can reply, so that loads from a secondary work while there is no primary.
  const signal = AbortSignal.timeout(replyLimitMs);
  const question = Promise.resolve(db.command({ buildInfo: 1 }, { readPreference: 'nearest', signal }));
  const reply = await question.catch((thrown: unknown) => {
    if (isServerReply(readFailure(thrown))) return undefined;
    // The driver words it in several ways, depending on what it was waiting for.
    throw signal.aborted ? new Error(`the server did not reply within ${replyLimitMs / 1000} seconds`) : thrown;
  });
  if (!reply) return;
  const version = String(reply['ferretdbVersion']);
  if (!/^v?[01]\./.test(version)) return void clientsOfSafeServers.add(client);
  throw new Error(
    `the server is FerretDB ${version}, which does not change a document in one step: writes would get lost, and ` +
      'sessions that were ended would come back. Use FerretDB 2 or MongoDB, or accept that with allowUnsafeServer: true',
  );
}
