import { SessionError } from '@sess/core';
import type { CasResult, MemcachedClient, MemcachedItem } from '../memcached-client.js';
import { type Command, MemcachedServer } from './memcached-server.js';
import { readServerNames } from './server-names.js';
import { ServerRing } from './server-ring.js';
import { checkServersOptions, type MemcachedServersOptions } from './servers-options.js';

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
    const { server, command, answer } = await this.#ask(key, { name: 'gets', effect: 'read', bytes, refusals: [] });
    if (!isPlainAnswer(answer)) return server.distrust(command);
    const [only, ...more] = Object.entries(answer);
    if (!only) return undefined;
    const [found, item] = only;
    if (more.length > 0 || found !== key || !isItem(item)) return server.distrust(command);
    return { value: item.value, cas: item.casUniq };
  }

  async add(key: string, value: Uint8Array, exptimeSeconds: number): Promise<'stored' | 'notStored'> {
    const bytes = storage(`add ${safeKey(key)} ${flags} ${exptimeSeconds} ${value.byteLength}`, value);
    const word = await this.#write(key, { name: 'add', effect: 'write', bytes, refusals: ['NOT_STORED'] }, 'STORED');
    return word === 'STORED' ? 'stored' : 'notStored';
  }

  async cas(key: string, value: Uint8Array, exptimeSeconds: number, cas: string): Promise<CasResult> {
    if (!/^\d{1,20}$/.test(cas)) throw new SessionError('INVALID_ARGUMENT', 'A CAS id is up to 20 decimal digits');
    const bytes = storage(`cas ${safeKey(key)} ${flags} ${exptimeSeconds} ${value.byteLength} ${cas}`, value);
    const refusals = ['EXISTS', 'NOT_FOUND'];
    const word = await this.#write(key, { name: 'cas', effect: 'write', bytes, refusals }, 'STORED');
    if (word === 'STORED') return 'stored';
    return word === 'EXISTS' ? 'exists' : 'notFound';
  }

  async delete(key: string): Promise<'deleted' | 'notFound'> {
    const bytes = Buffer.from(`delete ${safeKey(key)}\r\n`);
    const word = await this.#write(key, { name: 'delete', effect: 'write', bytes, refusals: ['NOT_FOUND'] }, 'DELETED');
    return word === 'DELETED' ? 'deleted' : 'notFound';
  }

  /** Ends all connections. Calls that wait reject at once, later ones too. Twice is fine. */
  close(): Promise<void> {
    for (const server of this.#servers) server.close();
    return Promise.resolve();
  }

  async #ask(key: string, command: Command) {
    const server = this.#ring.serverOf(key);
    return { server, command, answer: await server.ask(command) };
  }

  /** The first word of an answer: the one of success, or one of the refusals. */
  async #write(key: string, command: Command, success: string): Promise<string> {
    const { server, answer } = await this.#ask(key, command);
    const word: unknown = Array.isArray(answer) ? answer[0] : answer;
    if (word === success || command.refusals.some((refusal) => refusal === word)) return String(word);
    return server.distrust(command);
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

function storage(line: string, value: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${line}\r\n`), value, endOfLine]);
}

/** memcache-client answers a `gets` with an object by key; a list is the line of another command's success. */
function isPlainAnswer(answer: unknown): answer is Readonly<Record<string, unknown>> {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer);
}

function isItem(item: unknown): item is { readonly value: Uint8Array; readonly casUniq: string } {
  const { value, casUniq } = (item ?? {}) as { value?: unknown; casUniq?: unknown };
  return value instanceof Uint8Array && typeof casUniq === 'string';
}
