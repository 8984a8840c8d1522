import { SessionError } from '@sess/core';
import { isCasId } from '../cas-id.js';
import type { CasResult, MemcachedClient, MemcachedItem } from '../memcached-client.js';
import { type Command, MemcachedServer } from './memcached-server.js';
import { readServerNames } from './server-names.js';
import { ServerRing } from './server-ring.js';
import { checkServersOptions, type MemcachedServersOptions } from './servers-options.js';
import type { Answer } from './strict-connection.js';

const defaultTimeoutMs = 2000;
const defaultConnections = 4;
/** memcached keeps a number of each client's own beside a value; nobody reads this one. */
const flags = 0;
const endOfLine = Buffer.from('\r\n');

/**
 * A client for one memcached or several, over the npm package `memcache-client`.
 *
 * Each key has one server, which the names in the list decide. There is no other for when that one is down: its sessions
 * then fail with a `StoreError`, and are found again when it is back. Connections are made when they are needed, so a
 * server may be down at the start.
 *
 * @example
 * ```ts
 * const client = new MemcachedServers({ servers: ['10.0.0.1:11211', '10.0.0.2:11211'] });
 * ```
 */
export class MemcachedServers implements MemcachedClient {
  readonly #servers: readonly MemcachedServer[];
  readonly #ring: ServerRing<MemcachedServer>;

  /** @throws {@link @sess/core#SessionError} `INVALID_OPTION`, for an unknown or impossible option and a wrong list of servers. */
  constructor(options: MemcachedServersOptions) {
    checkServersOptions(options);
    const { servers, tls, timeoutMs = defaultTimeoutMs, connectionsPerServer = defaultConnections } = options;
    const tlsOptions = tls === true ? {} : tls || undefined;
    this.#servers = readServerNames(servers).map(
      (name) => new MemcachedServer(name, { tls: tlsOptions, timeoutMs, connections: connectionsPerServer }),
    );
    this.#ring = new ServerRing(this.#servers);
  }

  /** The server that keeps a key, as `host:port`. */
  serverOf(key: string): string {
    return this.#ring.serverOf(key).name;
  }

  async get(key: string): Promise<MemcachedItem | undefined> {
    const bytes = Buffer.from(`gets ${safeKey(key)}\r\n`);
    return (await this.#ask({ name: 'gets', effect: 'read', key, bytes, answers: ['VALUE', 'END'] })).item;
  }

  async add(key: string, value: Uint8Array, exptimeSeconds: number): Promise<'stored' | 'notStored'> {
    const bytes = storage(`add ${safeKey(key)} ${flags} ${safeExptime(exptimeSeconds)} ${value.byteLength}`, value);
    const answers = ['STORED', 'NOT_STORED'];
    const { word } = await this.#ask({ name: 'add', effect: 'write', key, bytes, answers });
    return word === 'STORED' ? 'stored' : 'notStored';
  }

  async cas(key: string, value: Uint8Array, exptimeSeconds: number, cas: string): Promise<CasResult> {
    const where = `${safeKey(key)} ${flags} ${safeExptime(exptimeSeconds)} ${value.byteLength} ${safeCas(cas)}`;
    const answers = ['STORED', 'EXISTS', 'NOT_FOUND'];
    const bytes = storage(`cas ${where}`, value);
    const { word } = await this.#ask({ name: 'cas', effect: 'write', key, bytes, answers });
    if (word === 'STORED') return 'stored';
    return word === 'EXISTS' ? 'exists' : 'notFound';
  }

  async delete(key: string): Promise<'deleted' | 'notFound'> {
    const bytes = Buffer.from(`delete ${safeKey(key)}\r\n`);
    const answers = ['DELETED', 'NOT_FOUND'];
    const { word } = await this.#ask({ name: 'delete', effect: 'write', key, bytes, answers });
    return word === 'DELETED' ? 'deleted' : 'notFound';
  }

  /** Ends all connections. Calls that wait reject at once, later ones too. Twice is fine. */
  close(): Promise<void> {
    for (const server of this.#servers) server.close();
    return Promise.resolve();
  }

  async #ask(command: Command): Promise<Answer> {
    return this.#ring.serverOf(command.key).ask(command);
  }
}

/** memcache-client sends a key as it is, and one with CR LF in it would be a command of its own. */
function safeKey(key: string): string {
  if (/^[!-~]{1,250}$/.test(key)) return key;
  throw new SessionError(
    'INVALID_ARGUMENT',
    'A key of memcached is 1 to 250 printable ASCII characters without spaces',
  );
}

/**
 * memcached does not skip the value behind a line of which it does not understand a number: it takes the value for
 * commands.
 */
function safeExptime(seconds: number): number {
  if (Number.isSafeInteger(seconds) && seconds >= -1 && seconds < 2 ** 31) return seconds;
  throw new SessionError('INVALID_ARGUMENT', 'An exptime of memcached is an integer from -1 to 2147483647');
}

function safeCas(cas: string): string {
  if (isCasId(cas)) return cas;
  throw new SessionError('INVALID_ARGUMENT', 'A CAS id is an integer of 64 bits in decimal digits');
}

function storage(line: string, value: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${line}\r\n`), value, endOfLine]);
}
