import type { CallOptions, CreateResult, DeleteResult, KeyedStore, UpdateResult } from '@sess/core';
import type { SessionId, SessionRecord, StoredSession, StoreLimits } from '@sess/core';
import { refuseBadArguments, refuseUnknownOptions, SessionTooLargeError, StoreError } from '@sess/core';

/** The slice of node-redis that the store calls: whatever has this method will do. */
export interface RedisClient {
  sendCommand(words: readonly string[], options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

export interface RedisSessionStoreOptions {
  readonly prefix?: string;
  readonly maxPayloadBytes?: number;
  readonly clock?: () => number;
}

const names = ['payload', 'createdAt', 'expiresAt', 'revision', 'rest'] as const;
type Fields = Partial<Record<(typeof names)[number], string>>;

/** One step. KEYS: the session. ARGV: the time, the expected version, then fields with their values. */
const script = (condition: string, effect: string) => `#!lua
local stored = redis.call('HMGET', KEYS[1], '${names.join("', '")}')
local isLive = stored[3] and tonumber(stored[3]) > tonumber(ARGV[1])
${condition}
${effect}`;

const ifFree = `if isLive then return {'taken'} end`;
const ifCurrent = `if not isLive then return {'gone'} end
if stored[4] ~= ARGV[2] then return {'conflict', stored} end`;
const write = `redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('PEXPIREAT', KEYS[1], redis.call('HGET', KEYS[1], 'expiresAt') + 3600000)
return {'written'}`;
const remove = `redis.call('DEL', KEYS[1]) return {'deleted'}`;

/** Keeps sessions in Redis 7 or later, or Valkey. */
export class RedisSessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits;
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #clock: () => number;

  constructor(client: RedisClient, options: RedisSessionStoreOptions = {}) {
    refuseUnknownOptions('RedisSessionStore', options, ['prefix', 'maxPayloadBytes', 'clock']);
    const { prefix = 'sess:', maxPayloadBytes = 1_048_576, clock = Date.now } = options;
    this.#client = client;
    this.#prefix = prefix;
    this.#clock = clock;
    this.limits = Object.freeze({ maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt: 8.64e15, durable: false });
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    refuseBadArguments('RedisSessionStore.load', { id });
    const session = toSession(await this.#send(['HMGET', this.#prefix + id, ...names], options));
    return session && this.#clock() < session.expiresAt ? session : undefined;
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const fields = { ...toFields(record), createdAt: String(record.createdAt) };
    return this.#run(script(ifFree, write), id, '', fields, options);
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    return this.#run(script(ifCurrent, write), id, version, toFields(record), options);
  }

  async touch(id: SessionId, expiresAt: number, version: string, revision: string, options?: CallOptions) {
    refuseBadArguments('RedisSessionStore.touch', { revision });
    const fields = { expiresAt: String(expiresAt), revision };
    return (await this.#run<UpdateResult>(script(ifCurrent, write), id, version, fields, options)).status === 'written';
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    refuseBadArguments('RedisSessionStore.delete', { id });
    return (await this.#send(['DEL', this.#prefix + id], options)) === 1;
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    return this.#run(script(ifCurrent, remove), id, version, {}, options);
  }

  async #run<T>(text: string, id: SessionId, version: string, fields: Fields, options?: CallOptions): Promise<T> {
    refuseBadArguments('RedisSessionStore', { id, version });
    const { maxPayloadBytes, maxExpiresAt } = this.limits;
    if (Buffer.byteLength(fields.payload ?? '') > maxPayloadBytes)
      throw new SessionTooLargeError(`The session is over ${maxPayloadBytes} bytes: raise maxPayloadBytes.`);
    if (Number(fields.expiresAt) > maxExpiresAt)
      throw new SessionTooLargeError(`The session ends after ${maxExpiresAt}: shorten its timeouts.`);
    const words = ['EVAL', text, '1', this.#prefix + id, String(this.#clock()), version];
    const [status, stored] = (await this.#send([...words, ...Object.entries(fields).flat()], options)) as unknown[];
    if (status === 'conflict') return { status, current: toSession(stored) } as T;
    return { status, ...(status === 'written' && { version: fields.revision }) } as T;
  }

  async #send(words: readonly string[], { signal }: CallOptions = {}): Promise<unknown> {
    signal?.throwIfAborted();
    try {
      return await this.#client.sendCommand(words, signal && { abortSignal: signal });
    } catch (error) {
      throw toStoreError(error as Error);
    }
  }
}

function toFields({ payload, expiresAt, revision, owner, attributes }: SessionRecord) {
  return { payload, expiresAt: String(expiresAt), revision, rest: JSON.stringify({ owner, attributes }) };
}

function toSession(values: unknown): StoredSession | undefined {
  const [payload, createdAt, expiresAt, version, rest] = values as (string | null)[];
  if (!version || typeof payload !== 'string') return undefined;
  const more = JSON.parse(rest ?? '{}') as Pick<SessionRecord, 'owner' | 'attributes'>;
  return { payload, createdAt: Number(createdAt), expiresAt: Number(expiresAt), revision: version, version, ...more };
}

/** What was never sent, and what Redis refused before it ran it, is certainly not applied; of all else nobody knows. */
function toStoreError(error: Error): StoreError {
  const isUnsent = /^(Abort|ClientClosed|ClientOffline|Timeout)Error$/.test(error.constructor.name);
  const [code] = /^[A-Z]{2,}\b/.exec(error.message) ?? []; // what follows in an answer may quote the payload
  const isRefused = /^(LOADING|MASTERDOWN|MISCONF|NOAUTH|NOPERM|OOM|READONLY)$/.test(code ?? '');
  const message = code ? `Redis answered ${code}.` : 'Redis could not be reached, or did not answer.';
  const outcome = isUnsent || isRefused ? 'not-applied' : 'unknown';
  return new StoreError(message, { outcome, ...(!code && { cause: error }) });
}
