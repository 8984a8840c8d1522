import type { CallOptions, OwnerIndex, OwnerPage, SessionId } from '@sess/core';
import { BatchedDeletion, type CallGuard } from '@sess/core/store';
import { digestOwner } from './owner-digest.js';
import type { RecordMapping } from './record-mapping.js';
import type { SessionCommands } from './session-commands.js';
import { staleRead } from './store-failure.js';

/** Finds sessions by the digest of their owner, in the order of their ids. */
export class PrismaOwnerIndex implements OwnerIndex {
  readonly #guard: CallGuard;
  readonly #commands: SessionCommands;
  readonly #mapping: RecordMapping;
  readonly #clock: () => number;
  readonly #deletion = new BatchedDeletion(staleRead);

  constructor(guard: CallGuard, commands: SessionCommands, mapping: RecordMapping, clock: () => number) {
    this.#guard = guard;
    this.#commands = commands;
    this.#mapping = mapping;
    this.#clock = clock;
  }

  async listByOwner(
    owner: string,
    page: { readonly limit: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<OwnerPage> {
    const { limit, cursor } = page;
    const call = this.#guard.begin('listByOwner', { owner, limit, cursor }, options);
    const { id, ownerDigest, expiresAt } = this.#mapping.columns;
    const where = {
      [ownerDigest]: await digestOwner(owner),
      [expiresAt]: { gt: new Date(this.#clock()) },
      ...(cursor !== undefined && { [id]: { gt: cursor } }),
    };
    // One more than the limit shows whether there is a next page.
    const rows = await this.#commands.findSome(call, where, this.#mapping.listSelection, id, limit + 1);
    const sessions = rows.slice(0, limit).map((row) => this.#mapping.listed(row));
    const last = sessions.at(-1);
    return last && rows.length > limit ? { sessions, cursor: last.id } : { sessions };
  }

  async deleteByOwner(
    owner: string,
    filter: { readonly except: readonly SessionId[] },
    options?: CallOptions,
  ): Promise<number> {
    const { except } = filter;
    const call = this.#guard.begin('deleteByOwner', { owner, except }, options);
    const { id, ownerDigest } = this.#mapping.columns;
    const digest = await digestOwner(owner);
    return this.#deletion.deleteByOwner(
      call,
      except,
      async (cursor, limit) => {
        const where = { [ownerDigest]: digest, ...(cursor !== undefined && { [id]: { gt: cursor } }) };
        const rows = await this.#commands.findSome(call, where, this.#mapping.idSelection, id, limit);
        const ids = rows.map((row) => this.#mapping.id(row));
        return { ids, cursor: ids.length < limit ? undefined : ids.at(-1) };
      },
      // The owner again: the session may have become another owner's meanwhile.
      (ids) => this.#commands.remove(call, { [id]: { in: ids }, [ownerDigest]: digest }),
    );
  }
}
