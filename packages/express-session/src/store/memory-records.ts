import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CallOptions,
  type CreateResult,
  type DeleteResult,
  MemorySessionStore,
  SessionError,
  type SessionId,
  type SessionRecord,
  StoreError,
  type StoredSession,
  type UpdateResult,
} from '@sess/core';
import type { Callback } from './callback.js';
import type { SessionInStore } from './store-contract.js';

/** The methods of a `MemoryStore` that an application may replace. */
export interface ReplaceableMethods {
  get(sid: string, callback: Callback<unknown>): unknown;
  set(sid: string, session: SessionInStore, callback: Callback): unknown;
  touch(sid: string, session: SessionInStore, callback: Callback): unknown;
  destroy(sid: string, callback: Callback): unknown;
}

/** The `MemoryStore` that has these records. */
export interface RecordsOwner {
  readonly methods: ReplaceableMethods;
  isReplaced(method: keyof ReplaceableMethods): boolean;
  sessionIn(record: Pick<SessionRecord, 'payload' | 'expiresAt'>): SessionInStore;
}

/**
 * The records of a `MemoryStore`. If the application has replaced a method of that, to log calls or to make them fail,
 * what the manager does goes through that method, and is still done in one step.
 */
export class MemoryRecords extends MemorySessionStore {
  #owner: RecordsOwner | undefined;
  /** What does not go through the replaced methods, because it came through one. */
  readonly #inside = new AsyncLocalStorage<boolean>();
  /** What a replaced method is to do, by the session or the id that it was given. */
  readonly #steps = new Map<unknown, () => Promise<unknown>>();

  passThrough(owner: RecordsOwner): void {
    this.#owner = owner;
  }

  /** Does what the call of an original method stands for: a step of the manager, or else the application's own work. */
  perform<Value>(subject: unknown, work: () => Promise<Value>): Promise<Value> {
    return (this.#steps.get(subject) as typeof work | undefined)?.() ?? this.#inside.run(true, work);
  }

  override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    if (this.#passes('get') && !(await this.#finds(id))) return undefined;
    return super.load(id, options);
  }

  override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    return this.#write('set', id, record, () => super.create(id, record, options));
  }

  override update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    return this.#write('set', id, record, () => super.update(id, record, version, options));
  }

  override async touch(...given: Parameters<MemorySessionStore['touch']>): Promise<boolean> {
    const [id, expiresAt] = given;
    const record = this.#passes('touch') ? await super.load(id) : undefined;
    if (!record) return super.touch(...given);
    return this.#write('touch', id, { ...record, expiresAt }, () => super.touch(...given));
  }

  override delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return this.#end(id, () => super.delete(id, options));
  }

  override deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    return this.#end(id, () => super.deleteIf(id, version, options));
  }

  #passes(method: keyof ReplaceableMethods): boolean {
    return !this.#inside.getStore() && this.#owner!.isReplaced(method);
  }

  async #finds(id: SessionId): Promise<boolean> {
    const get = (done: Callback<unknown>): unknown => this.#owner!.methods.get(id, done);
    const call = this.#call(get, () => 'not-applied');
    // As in express-session, this code means that there is no session.
    const isNoFile = (error: Error): boolean => (error.cause as { code?: unknown } | undefined)?.code === 'ENOENT';
    return Boolean(await call.catch((error: Error) => (isNoFile(error) ? undefined : Promise.reject(error))));
  }

  #write<Result>(
    method: 'set' | 'touch',
    id: SessionId,
    record: SessionRecord,
    step: () => Promise<Result>,
  ): Promise<Result> {
    if (!this.#passes(method)) return step();
    const session = this.#owner!.sessionIn(record);
    return this.#through(session, step, (done) => this.#owner!.methods[method](id, session, done));
  }

  #end<Result>(id: SessionId, step: () => Promise<Result>): Promise<Result> {
    if (!this.#passes('destroy')) return step();
    return this.#through(id, step, (done) => this.#owner!.methods.destroy(id, done));
  }

  /** Calls the replaced method. If it does not call the original one, the step is done after it. */
  async #through<Result>(
    subject: unknown,
    step: () => Promise<Result>,
    call: (done: Callback) => unknown,
  ): Promise<Result> {
    let result: Promise<Result> | undefined;
    const once = (): Promise<Result> => (result ??= step());
    this.#steps.set(subject, once);
    try {
      await this.#call(call, () => (result ? 'unknown' : 'not-applied'));
    } finally {
      this.#steps.delete(subject);
    }
    return once();
  }

  async #call<Value>(
    call: (done: Callback<Value>) => unknown,
    outcome: () => StoreError['outcome'],
  ): Promise<Value | undefined> {
    try {
      return await new Promise((resolve, reject) => {
        const done: Callback<Value> = (error, value) => (error ? reject(asError(error)) : resolve(value));
        this.#inside.run(true, () => call(done));
      });
    } catch (error) {
      if (error instanceof SessionError) throw error;
      const message = `A method of the MemoryStore that was replaced has failed: ${asError(error).message}`;
      throw new StoreError(message, { outcome: outcome(), cause: error });
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`it called back with a value of type ${typeof error}`);
}
