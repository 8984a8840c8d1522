import type {
  CallOptions,
  ClearResult,
  CreateResult,
  DeleteResult,
  KeyedStore,
  OwnerIndex,
  OwnerPage,
  SessionId,
  SessionRecord,
  StoredSession,
  StoreFinding,
  StoreLimits,
  UpdateResult,
} from '@sess/core';
import {
  BatchedDeletion,
  type CallArguments,
  CallGuard,
  checkOptions,
  clockRule,
  redactedCause,
  type StoreCall,
  stringRule,
} from '@sess/core/store';
import { DriverError, type RowClient, type Table } from './row-server.js';
import { RowStatements } from './row-statements.js';

export interface RowOptions {
  readonly clock?: () => number;
  readonly table?: string;
}

export const rowLimits: StoreLimits = Object.freeze({
  maxPayloadBytes: 150_000,
  expiryGranularityMs: 1,
  maxExpiresAt: Date.UTC(2150, 0, 1),
  durable: false,
});

/**
 * A correct store on {@link RowServer}. The exhibits override a method each, here or in {@link RowStatements}.
 */
export class RowStore extends RowStatements implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits = rowLimits;
  readonly owners: OwnerIndex = {
    listByOwner: (owner, page, options) => this.listByOwner(owner, page.limit, page.cursor, options),
    deleteByOwner: (owner, { except }, options) => this.deleteByOwner(owner, except, options),
  };
  readonly client: RowClient;
  readonly clock: () => number;
  readonly tableName: string;
  readonly deletion = new BatchedDeletion((call) => call.failure('it reads old data', { outcome: 'unknown' }), 400);
  #guard: CallGuard | undefined;

  constructor(client: RowClient, options: RowOptions = {}) {
    super();
    checkOptions('RowStore', options, { clock: clockRule, table: stringRule });
    this.client = client;
    this.clock = options.clock ?? Date.now;
    this.tableName = options.table ?? 'sessions';
  }

  /** Made late, because subclasses have other limits. */
  get guard(): CallGuard {
    this.#guard ??= new CallGuard('RowStore', this.limits);
    return this.#guard;
  }

  load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.call('load', { id }, options, () => this.run('read', (table) => this.select(table, id)));
  }

  create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    return this.call('create', { id, record }, options, () =>
      this.run('write', (table) => this.insert(table, id, record), [record.payload]),
    );
  }

  update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    return this.call('update', { id, record, version }, options, () =>
      this.run('write', (table) => this.replace(table, id, record, version), [record.payload]),
    );
  }

  touch(id: SessionId, expiresAt: number, version: string, revision: string, options?: CallOptions): Promise<boolean> {
    return this.call('touch', { id, expiresAt, version, revision }, options, () =>
      this.run('write', (table) => this.move(table, id, expiresAt, version, revision)),
    );
  }

  delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return this.call('delete', { id }, options, () => this.run('write', (table) => this.erase(table, id)));
  }

  deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    return this.call('deleteIf', { id, version }, options, () =>
      this.run('write', (table) => this.eraseIf(table, id, version)),
    );
  }

  deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    return this.call('deleteExpired', { limit }, options, (call) => this.clear(call, limit));
  }

  countExpired(limit: number, options?: CallOptions): Promise<number> {
    return this.call('countExpired', { limit }, options, () =>
      this.run('read', (table) => this.findExpired(table, limit).length),
    );
  }

  diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
    return this.call('diagnose', {}, options, () => this.run('read', (table) => this.findings(table)));
  }

  close(): Promise<void> {
    return this.guard.close();
  }

  listByOwner(owner: string, limit: number, cursor?: string, options?: CallOptions): Promise<OwnerPage> {
    return this.call('listByOwner', { owner, limit, cursor }, options, () =>
      this.run('read', (table) => this.page(table, owner, limit, cursor)),
    );
  }

  deleteByOwner(owner: string, except: readonly SessionId[], options?: CallOptions): Promise<number> {
    return this.call('deleteByOwner', { owner, except }, options, (call) => this.clearOwner(call, owner, except));
  }

  clear(call: StoreCall, limit: number): Promise<ClearResult> {
    return this.deletion.deleteExpired(
      call,
      limit,
      (size) => this.run('read', (table) => this.findExpired(table, size)),
      (ids) => this.run('write', (table) => this.removeExpired(table, ids)),
    );
  }

  clearOwner(call: StoreCall, owner: string, except: readonly SessionId[]): Promise<number> {
    return this.deletion.deleteByOwner(
      call,
      except,
      (cursor, size) => this.run('read', (table) => this.findOwned(table, owner, cursor, size)),
      (ids) => this.run('write', (table) => this.removeOwned(table, owner, ids)),
    );
  }

  async call<T>(
    verb: string,
    given: CallArguments,
    options: CallOptions | undefined,
    body: (call: StoreCall) => Promise<T>,
  ): Promise<T> {
    const call = this.begin(verb, given, options);
    try {
      return await body(call);
    } catch (error) {
      throw this.failure(call, error);
    }
  }

  begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
    return this.guard.begin(verb, given, options);
  }

  run<T>(kind: 'read' | 'write', statement: (table: Table) => T, parameters?: readonly unknown[]): Promise<T> {
    return this.client.query(kind, () => statement(this.table()), parameters);
  }

  table(): Table {
    return this.client.server.table(this.tableName);
  }

  failure(call: StoreCall, error: unknown): unknown {
    if (!(error instanceof DriverError)) return error;
    const { code } = error;
    const problem = code === 'NO_SUCH_TABLE' ? 'the table is missing: run CREATE TABLE sessions' : `it got ${code}`;
    const outcome = this.isRefusal(code) ? 'not-applied' : 'unknown';
    return call.failure(problem, { outcome, cause: this.causeOf(error) });
  }

  isRefusal(code: string): boolean {
    return code !== 'ECONNRESET';
  }

  causeOf(error: DriverError): unknown {
    const { code } = error;
    return redactedCause(error, `the driver reports ${code}`, { code });
  }
}
