import type { ConnectionOptions } from 'node:tls';
import { SessionError } from '@sess/core';
import { checkOptions, type OptionRule, countRule, countRuleUpTo } from '@sess/core/store';

/** Options of `MemcachedServers`. */
export interface MemcachedServersOptions {
  /**
   * `host:port` of each; the port is 11211 if left out. Every process must write them alike, because these names decide
   * where a key is kept. The order does not matter.
   */
  readonly servers: readonly string[];
  /** `true`, or options of `tls.connect` such as `ca`, `cert` and `key`, but no address. @defaultValue no TLS */
  readonly tls?: boolean | ConnectionOptions;
  /**
   * Milliseconds until a command has its reply or rejects, connecting included. Should be shorter than the manager's
   * `storeTimeout`, so that errors name the server.
   *
   * @defaultValue 2000
   */
  readonly timeoutMs?: number;
  /**
   * The most connections to each server. Opened when they are needed, and then kept. Replies come in order, so on one
   * connection a long reply delays the ones after it, and a command that gets none in time ends all that wait. With
   * more, each reply is read by itself, which takes more CPU time.
   *
   * @defaultValue 1
   */
  readonly connectionsPerServer?: number;
}

/** Options of `tls.connect` that are an address. */
const addressOptions = ['host', 'port', 'path', 'socket'] as const satisfies readonly (keyof ConnectionOptions)[];

const isTls: OptionRule[0] = (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null);

/** @throws {@link @sess/core#SessionError} `INVALID_OPTION` that names the option */
export function checkServersOptions(options: MemcachedServersOptions): void {
  checkOptions('MemcachedServers', options, {
    // `readServerNames` checks the addresses.
    servers: [Array.isArray, 'must be a list of addresses'],
    tls: [isTls, 'must be true, false or the options of tls.connect'],
    // The longest that a timer takes.
    timeoutMs: countRuleUpTo(2 ** 31 - 1),
    connectionsPerServer: countRule,
  });
  const { tls } = options;
  const address = addressOptions.find((name) => typeof tls === 'object' && name in tls);
  if (address === undefined) return;
  // It would send the sessions of every server to one place.
  throw new SessionError(
    'INVALID_OPTION',
    `MemcachedServers.tls must not have ${address}: the option servers has the addresses`,
  );
}
