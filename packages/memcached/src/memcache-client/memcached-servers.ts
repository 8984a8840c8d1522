import { SessionError } from '@sess/core';
import { isCasId } from '../cas-id.js';
import type { CasResult, MemcachedClient, MemcachedItem, ServerStats } from '../driver.js';
import { type Command, MemcachedServer } from './memcached-server.js';
import { readServerNames } from './server-names.js';
import { ServerRing } from './server-ring.js';
import { checkServersOptions, type MemcachedServersOptions } from './servers-options.js';
import type { Reply } from './strict-connection.js';

const defaultTimeoutMs = 2000;
/** Replies that arrive together are then read together. */
const defaultConnections = 1;
/** memcached keeps a number for the client beside each value. This client does not use it. */
const flags = 0;
const endOfLine = Buffer.from('\r\n');

/**
 * A client for one memcached or several, built on the npm package `memcache-client`.
 *
 * Each key has one server, which the names in the list decide. No other takes its place when that one is down: its
 * sessions then fail with a `StoreError`, and are found again when it is back. Connections are made when they are
 * needed, so a server may be down at the start.
 *
 * @example
 * ```ts
 * const client = new MemcachedServers({ servers: ['10.0.0.1:11211', '10.0.0.2:11211'] });
 * ```
 */
export class MemcachedServers implements MemcachedClient {
  readonly #servers: readonly MemcachedServer[];
  readonly #ring: ServerRing<MemcachedServer>;

  /** @throws {@link @sess/core#SessionError} `INVALID_OPTION` for an unknown or invalid option */
  constructor(options: MemcachedServersOptions) {
    checkServersOptions(options);
    const { servers, tls, timeoutMs = defaultTimeoutMs, connectionsPerServer = defaultConnections } = options;
    const tlsOptions = tls === true ? {} : tls || undefined;
    this.#servers = readServerNames(servers).map(
      (name) => new MemcachedServer(name, { tls: tlsOptions, timeoutMs, connections: connectionsPerServer }),
    );
    this.#ring = new ServerRing(this.#servers);
  }

  /** Returns the server that keeps a key, as `host:port`. */
  serverOf(key: string): string {
    return this.#ring.serverOf(key).name;
  }

  async get(key: string): Promise<MemcachedItem | undefined> {
    const bytes = Buffer.from(`gets ${safeKey(key)}\r\n`);
    return (await this.#send({ name: 'gets', effect: 'read', key, bytes, replies: ['VALUE', 'END'] })).item;
  }

  async add(key: string, value: Uint8Array, exptimeSeconds: number): Promise<'stored' | 'notStored'> {
    const bytes = storage(`add ${safeKey(key)} ${flags} ${safeExptime(exptimeSeconds)} ${value.byteLength}`, value);
    const replies = ['STORED', 'NOT_STORED'];
    const { word } = await this.#send({ name: 'add', effect: 'write', key, bytes, replies });
    return word === 'STORED' ? 'stored' : 'notStored';
  }

  async cas(key: string, value: Uint8Array, exptimeSeconds: number, cas: string): Promise<CasResult> {
    const where = `${safeKey(key)} ${flags} ${safeExptime(exptimeSeconds)} ${value.byteLength} ${safeCas(cas)}`;
    const replies = ['STORED', 'EXISTS', 'NOT_FOUND'];
    const bytes = storage(`cas ${where}`, value);
    const { word } = await this.#send({ name: 'cas', effect: 'write', key, bytes, replies });
    if (word === 'STORED') return 'stored';
    return word === 'EXISTS' ? 'exists' : 'notFound';
  }

  async delete(key: string): Promise<'deleted' | 'notFound'> {
    const bytes = Buffer.from(`delete ${safeKey(key)}\r\n`);
    const replies = ['DELETED', 'NOT_FOUND'];
    const { word } = await this.#send({ name: 'delete', effect: 'write', key, bytes, replies });
    return word === 'DELETED' ? 'deleted' : 'notFound';
  }

  /** Asks every server for its statistics and settings. */
  async stats(): Promise<readonly ServerStats[]> {
    const ask = async (server: MemcachedServer, name: string): Promise<[string, string][]> => {
      const bytes = Buffer.from(`${name}\r\n`);
      const { stats = [] } = await server.send({ name, effect: 'read', key: '', bytes, replies: ['STAT', 'END'] });
      return stats.map(([statistic = '', ...words]) => [statistic, words.join(' ')]);
    };
    return await Promise.all(
      this.#servers.map(async (server) => {
        // Both have `evictions`: a setting that is on or off, and a count.
        const values = [...(await ask(server, 'stats settings')), ...(await ask(server, 'stats'))];
        return { server: server.name, values: Object.fromEntries(values) };
      }),
    );
  }

  /** Ends all connections. Calls that are waiting reject at once, and so do later ones. Twice is fine. */
  close(): Promise<void> {
    for (const server of this.#servers) server.close();
    return Promise.resolve();
  }

  #send(command: Command): Promise<Reply> {
    return this.#ring.serverOf(command.key).send(command);
  }
}

/** A key that contains CR LF would be a command of its own. */
function safeKey(key: string): string {
  if (/^[!-~]{1,250}$/.test(key)) return key;
  throw new SessionError(
    'INVALID_ARGUMENT',
    'A key of memcached must be 1 to 250 printable ASCII characters without spaces',
  );
}

/**
 * memcached does not skip the value after a line with a number that it does not understand: it reads the value as
 * commands.
 */
function safeExptime(seconds: number): number {
  if (Number.isSafeInteger(seconds) && seconds >= -1 && seconds < 2 ** 31) return seconds;
  throw new SessionError('INVALID_ARGUMENT', 'An exptime of memcached must be an integer from -1 to 2147483647');
}

function safeCas(cas: string): string {
  if (isCasId(cas)) return cas;
  throw new SessionError('INVALID_ARGUMENT', 'A CAS id must be an integer of 64 bits in decimal digits');
}

function storage(line: string, value: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${line}\r\n`), value, endOfLine]);
}
