import type { ConnectionOptions } from 'node:tls';
import { refuseUnknownOptions, SessionError } from '@sess/core';

/** Which servers keep sessions, and how to speak to them. */
export interface MemcachedServersOptions {
  /**
   * `host:port` of each, the port 11211 if left out. Every process has to write them alike: keys are placed by these
   * names. The order does not matter.
   */
  readonly servers: readonly string[];
  /** `true`, or options of `tls.connect` such as `ca`, `cert` and `key`; not where to. @defaultValue no TLS */
  readonly tls?: boolean | ConnectionOptions;
  /**
   * Milliseconds until a command has its answer or rejects, connecting included. Shorter than the manager's
   * `storeTimeout`, so that errors name the server.
   *
   * @defaultValue 2000
   */
  readonly timeoutMs?: number;
  /** Opened as they are needed, and then kept. @defaultValue 4 */
  readonly connectionsPerServer?: number;
}

const optionNames: readonly (keyof MemcachedServersOptions)[] = ['servers', 'tls', 'timeoutMs', 'connectionsPerServer'];

/** Options of `tls.connect` that say where to. */
const places = ['host', 'port', 'path', 'socket'] as const satisfies readonly (keyof ConnectionOptions)[];

/** Refuses what is unknown or makes no sense, by its name; callers without types may hand over anything. */
export function checkServersOptions(options: MemcachedServersOptions): void {
  refuseUnknownOptions('MemcachedServers', options, optionNames);
  const { tls, timeoutMs, connectionsPerServer } = options;
  if (tls !== undefined && typeof tls !== 'boolean' && (typeof tls !== 'object' || tls === null)) {
    throw invalid('tls', 'must be true, false or the options of tls.connect');
  }
  const place = places.find((name) => typeof tls === 'object' && name in tls);
  // They would send every server's sessions to one place.
  if (place !== undefined) throw invalid('tls', `must not have ${place}: servers says where they are`);
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    throw invalid('timeoutMs', 'must be a positive integer');
  }
  if (connectionsPerServer !== undefined && !(Number.isSafeInteger(connectionsPerServer) && connectionsPerServer > 0)) {
    throw invalid('connectionsPerServer', 'must be a positive integer');
  }
}

function invalid(option: string, problem: string): SessionError {
  return new SessionError('INVALID_OPTION', `MemcachedServers.${option} ${problem}`);
}
