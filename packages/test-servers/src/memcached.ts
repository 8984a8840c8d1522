import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerKind, ServerPlace } from './server-kind.js';

export interface MemcachedSettings {
  /** The memory for all items together (`-m`). @defaultValue 64 */
  readonly memoryMegabytes?: number;
  /** The size of one item, with its key and bookkeeping (`-I`). @defaultValue 1 MiB */
  readonly itemBytes?: number;
  /** Accepts only TLS, with the certificate and key in these PEM files (`-Z`). */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /** Any further parameters, such as `-C`. */
  readonly parameters?: readonly string[];
}

const pidFile = (place: ServerPlace): string => join(place.folder, 'memcached.pid');

/** memcached 1.6 or later, with these settings. It keeps nothing over a restart. */
export function memcachedWith({
  memoryMegabytes = 64,
  itemBytes,
  tls,
  parameters = [],
}: MemcachedSettings): ServerKind {
  return {
    name: 'memcached',
    addressVariable: 'SESS_MEMCACHED_URL',
    program: {
      name: 'memcached',
      names: ['memcached'],
      debianPackage: 'memcached',
      environmentVariable: 'SESS_MEMCACHED_PROGRAM',
    },
    unprivilegedUser: 'nobody',
    version: (printed) => /\b\d+(\.\d+)+/.exec(printed)?.[0] ?? printed,

    parameters: (place, port) => {
      const settings = {
        '-l': '127.0.0.1',
        '-p': port,
        '-m': memoryMegabytes,
        '-P': pidFile(place),
        ...(itemBytes !== undefined && { '-I': itemBytes }),
        ...(tls && { '-o': `ssl_chain_cert=${tls.certificateFile},ssl_key=${tls.keyFile}` }),
      };
      return [
        ...Object.entries(settings).flatMap(([name, value]) => [name, String(value)]),
        ...(tls ? ['-Z'] : []),
        ...parameters,
      ];
    },

    // It prints nothing, but writes this file when it listens. A killed one leaves its file behind.
    ready: (place, processId) => {
      try {
        return Number(readFileSync(pidFile(place), 'utf8')) === processId;
      } catch {
        return false;
      }
    },
    url: (_place, port) => `memcached://127.0.0.1:${port}`,
  };
}

/** memcached 1.6 or later with its default settings. */
export const memcached: ServerKind = memcachedWith({});
