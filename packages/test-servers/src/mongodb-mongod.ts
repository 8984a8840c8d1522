import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WantedProgram } from './find-program.js';
import type { ServerKind } from './server-kind.js';

export interface MongodSettings {
  /** Its path. @defaultValue the one of `MONGOMS_SYSTEM_BINARY` or PATH */
  readonly program?: string;
  /** The name of its replica set, which a client has to initiate. */
  readonly replicaSet?: string;
  /** Requires authentication. Until the first user exists, anyone on this machine may create one. */
  readonly auth?: boolean;
  /** Any further parameters, such as `--setParameter`. */
  readonly parameters?: readonly string[];
}

/** Describes where to look for a mongod. No distribution's own packages contain one, so none is installed. */
export const mongodProgram: WantedProgram = {
  name: 'mongod',
  names: ['mongod'],
  folders: ['/usr/local/bin', '/opt/homebrew/bin', '/opt/mongodb/bin'],
  environmentVariable: 'MONGOMS_SYSTEM_BINARY',
};

/** A mongod, 4.4 or later. Without `auth` it has no password, and its data is removed with it. */
export function mongodWith({ program, replicaSet, auth, parameters = [] }: MongodSettings = {}): ServerKind {
  return {
    name: 'mongod',
    addressVariable: 'MONGODB_URI',
    program: { ...mongodProgram, ...(program !== undefined && { path: program }) },
    version(printed) {
      const version = /db version v(\d+(?:\.\d+)+)/.exec(printed)?.[1] ?? printed.trim();
      const [major = 0, minor = 0] = version.split('.').map(Number);
      if (!(major > 4 || (major === 4 && minor >= 4))) {
        throw new Error(`the tests need a mongod of version 4.4 or later, and this is ${version}`);
      }
      return version;
    },

    prepare: ({ folder }) => mkdirSync(join(folder, 'data'), { mode: 0o700 }),

    parameters: ({ folder }, port) => [
      '--nounixsocket',
      '--bind_ip=127.0.0.1',
      `--port=${port}`,
      `--dbpath=${join(folder, 'data')}`,
      '--wiredTigerCacheSizeGB=0.25',
      ...(replicaSet === undefined ? [] : [`--replSet=${replicaSet}`, '--oplogSize=64']),
      ...(auth ? ['--auth'] : []),
      ...parameters,
    ],

    ready: /waiting for connections/i,
    url: (_place, port) => `mongodb://127.0.0.1:${port}/${replicaSet === undefined ? '' : '?directConnection=true'}`,
  };
}
