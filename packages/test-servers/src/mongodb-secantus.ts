import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secantusProgram } from './mongodb-secantus-program.js';
import type { ServerKind } from './server-kind.js';

export interface SecantusSettings {
  /** Its path. @defaultValue the one of `SESS_SECANTUS_PROGRAM` or PATH */
  readonly program?: string;
  /** Runs as a replica set of one, called `secantus`, which needs no initiation. @defaultValue false */
  readonly set?: boolean;
  /**
   * Writes its log to the disk at every commit. Without it, acknowledged writes of the last moment are lost when the
   * server is killed. @defaultValue false
   */
  readonly syncOnCommit?: boolean;
  /** Requires authentication. Until the first user exists, anyone on this machine may create one. */
  readonly auth?: boolean;
  /** How often it removes documents by TTL indexes. @defaultValue 60 */
  readonly ttlSeconds?: number;
  /** Any further parameters. */
  readonly parameters?: readonly string[];
}

/**
 * SecantusDB's Rust server: an independent server with MongoDB's wire protocol, on WiredTiger. It has sessions,
 * retryable writes, transactions, collations, `explain`, TTL indexes, roles and fail points.
 *
 * It is not a mongod, and a single server: it has no secondaries and no elections.
 */
export function secantusWith({
  program,
  set = false,
  syncOnCommit = false,
  auth = false,
  ttlSeconds = 60,
  parameters = [],
}: SecantusSettings = {}): ServerKind {
  return {
    name: 'SecantusDB',
    addressVariable: 'MONGODB_URI',
    program: { ...secantusProgram, ...(program !== undefined && { path: program }) },
    version: (printed) => /secantusd-rs (\S+)/.exec(printed)?.[1] ?? printed.trim(),

    // Named in the parameters, so that no other configuration of this machine is used.
    prepare: ({ folder }) =>
      writeFileSync(join(folder, 'secantusd.toml'), `[storage]\nttl_sweep_seconds = ${ttlSeconds}\n`),

    parameters: ({ folder }, port) => [
      `--config=${join(folder, 'secantusd.toml')}`,
      '--host=127.0.0.1',
      `--port=${port}`,
      `--storage-path=${join(folder, 'data')}`,
      '--enable-test-commands',
      '--cache-size=256M',
      // Each file of its log has this size from the beginning.
      '--log-file-max=16MB',
      ...(set ? [] : ['--standalone']),
      ...(syncOnCommit ? ['--sync-on-commit'] : []),
      ...(auth ? ['--auth'] : []),
      ...parameters,
    ],

    ready: /listening on/,
    url: (_place, port) => `mongodb://127.0.0.1:${port}/${set ? '?replicaSet=secantus' : ''}`,
  };
}
