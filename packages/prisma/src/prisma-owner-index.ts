import type { CallOptions, OwnerIndex, OwnerPage, SessionId, StoreArguments } from '@sess/core';
import type { Call } from './call.js';
import { digestOwner } from './owner-digest.js';
import type { RowMapping } from './row-mapping.js';
import type { SessionTable } from './session-table.js';
import { staleRead } from './stale-read.js';

/** Bounded, for a statement's parameters are: SQL Server takes 2,100. */
export const batchSize = 500;

/** Refuses a call that is aborted, has wrong arguments or comes after `close`; then says how its statements are to be made. */
export type Begin = (verb: string, given: StoreArguments, options: CallOptions | undefined) => Call;

export class PrismaOwnerIndex implements OwnerIndex {
  readonly #table: SessionTable;
  readonly #rows: RowMapping;
  readonly #clock: () => number;
  readonly #begin: Begin;

  constructor(table: SessionTable, rows: RowMapping, clock: () => number, begin: Begin) {
    this.#table = table;
    this.#rows = rows;
    this.#clock = clock;
    this.#begin = begin;
  }

  async listByOwner(
    owner: string,
    page: { readonly limit: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<OwnerPage> {
    const { limit, cursor } = page;
    const call = this.#begin('listByOwner', { owner, limit, cursor }, options);
    const { id, ownerDigest, expiresAt } = this.#rows.columns;
    const where = {
      [ownerDigest]: await digestOwner(owner),
      [expiresAt]: { gt: new Date(this.#clock()) },
      ...(cursor !== undefined && { [id]: { gt: cursor } }),
    };
    // One more than asked for shows whether there is a next page.
    const rows = await this.#table.findSome(call, where, this.#rows.listSelection, id, limit + 1);
    const sessions = rows.slice(0, limit).map((row) => this.#rows.listed(row));
    const last = sessions.at(-1);
    return last && rows.length > limit ? { sessions, cursor: last.id } : { sessions };
  }

  async deleteByOwner(
    owner: string,
    filter: { readonly except: readonly SessionId[] },
    options?: CallOptions,
  ): Promise<number> {
    const { except } = filter;
    const call = this.#begin('deleteByOwner', { owner, except }, options);
    const digest = await digestOwner(owner);
    const spared = new Set(except);
    let deleted = 0;
    let before: SessionId | undefined;
    // Until a pass finds none, not until one deletes none: a session that was found, and got another key before it was
    // deleted, lives on under an id that the pass may have gone by.
    for (;;) {
      const { first, removed } = await this.#deletePass(call, digest, spared);
      deleted += removed;
      if (first === undefined) return deleted;
      // The pass before has removed that one, or somebody else has. No id is used twice.
      if (first === before) throw staleRead(call);
      before = first;
    }
  }

  /** @returns the first that was found, and how many went. */
  async #deletePass(
    call: Call,
    digest: string,
    spared: ReadonlySet<SessionId>,
  ): Promise<{ first: SessionId | undefined; removed: number }> {
    const { id, ownerDigest } = this.#rows.columns;
    let removed = 0;
    let first: SessionId | undefined;
    let after: SessionId | undefined;
    for (;;) {
      call.signal?.throwIfAborted();
      const where = { [ownerDigest]: digest, ...(after !== undefined && { [id]: { gt: after } }) };
      const rows = await this.#table.findSome(call, where, this.#rows.idSelection, id, batchSize);
      const ids = rows.map((row) => this.#rows.id(row));
      const doomed = ids.filter((one) => !spared.has(one));
      first ??= doomed[0];
      // The owner once more: the session may have become another's meanwhile.
      if (doomed.length > 0) removed += await this.#table.remove(call, { [id]: { in: doomed }, [ownerDigest]: digest });
      after = ids.at(-1);
      if (ids.length < batchSize || after === undefined) return { first, removed };
    }
  }
}
