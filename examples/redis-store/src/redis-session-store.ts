import type { CallOptions, CreateResult, DeleteResult, KeyedStore, UpdateResult } from '@sess/core';
import type { SessionId, SessionRecord, StoredSession, StoreLimits } from '@sess/core';
import { CallGuard, checkOptions, clockRule, countRule, type StoreCall, stringRule } from '@sess/core/store';

/** The part of node-redis that the store calls: anything with this method will do. */
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
  readonly #guard: CallGuard;
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #clock: () => number;

  constructor(client: RedisClient, options: RedisSessionStoreOptions = {}) {
    checkOptions('RedisSessionStore', options, { prefix: stringRule, maxPayloadBytes: countRule, clock: clockRule });
    const { prefix = 'sess:', maxPayloadBytes = 1_048_576, clock = Date.now } = options;
    this.#client = client;
    this.#prefix = prefix;
    this.#clock = clock;
    this.limits = Object.freeze({ maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt: 8.64e15, durable: false });
    this.#guard = new CallGuard('RedisSessionStore', this.limits);
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    const call = this.#guard.begin('load', { id }, options);
    const session = toSession(await this.#send(call, ['HMGET', this.#prefix + id, ...names]));
    return session && this.#clock() < session.expiresAt ? session : undefined;
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const call = this.#guard.begin('create', { id, record }, options);
    return this.#run(call, script(ifFree, write), id, '', { ...toFields(record), createdAt: String(record.createdAt) });
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    const call = this.#guard.begin('update', { id, record, version }, options);
    return this.#run(call, script(ifCurrent, write), id, version, toFields(record));
  }

  async touch(id: SessionId, expiresAt: number, version: string, revision: string, options?: CallOptions) {
    const call = this.#guard.begin('touch', { id, expiresAt, version, revision }, options);
    const fields = { expiresAt: String(expiresAt), revision };
    return (await this.#run<UpdateResult>(call, script(ifCurrent, write), id, version, fields)).status === 'written';
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    const call = this.#guard.begin('delete', { id }, options);
    return (await this.#send(call, ['DEL', this.#prefix + id])) === 1;
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    const call = this.#guard.begin('deleteIf', { id, version }, options);
    return this.#run(call, script(ifCurrent, remove), id, version, {});
  }

  async #run<T>(call: StoreCall, text: string, id: SessionId, version: string, fields: Fields): Promise<T> {
    const words = ['EVAL', text, '1', this.#prefix + id, String(this.#clock()), version];
    const [status, stored] = (await this.#send(call, [...words, ...Object.entries(fields).flat()])) as unknown[];
    if (status === 'conflict') return { status, current: toSession(stored) } as T;
    return { status, ...(status === 'written' && { version: fields.revision }) } as T;
  }

  async #send(call: StoreCall, words: readonly string[]): Promise<unknown> {
    try {
      return await this.#client.sendCommand(words, call.signal && { abortSignal: call.signal });
    } catch (error) {
      throw failureOf(call, error as Error);
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

/** What was never sent, and what Redis refused before it ran, was not applied. Otherwise the outcome is unknown. */
function failureOf(call: StoreCall, error: Error) {
  const isUnsent = /^(Abort|ClientClosed|ClientOffline|Timeout)Error$/.test(error.constructor.name);
  const [code] = /^[A-Z]{2,}\b/.exec(error.message) ?? []; // what follows in a reply may quote the payload
  const isRefused = /^(LOADING|MASTERDOWN|MISCONF|NOAUTH|NOPERM|OOM|READONLY)$/.test(code ?? '');
  const outcome = isUnsent || isRefused ? 'not-applied' : 'unknown';
  if (code) return call.failure(`Redis replied ${code}`, { outcome });
  return call.failure('Redis could not be reached, or did not reply', { outcome, cause: error });
}
