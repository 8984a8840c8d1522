import type { CallOptions, OwnerIndex, OwnerPage, SessionId } from '@sess/core';
import type { BatchedDeletion, CallGuard } from '@sess/core/store';
import { digestOwner } from './owner-digest.js';
import type { RecordMapping } from './record-mapping.js';
import type { SessionCommands } from './session-commands.js';

/** What the index shares with its store. */
export interface OwnerIndexParts {
  readonly guard: CallGuard;
  readonly deletion: BatchedDeletion;
  readonly commands: SessionCommands;
  readonly mapping: RecordMapping;
  readonly clock: () => number;
}

/** Finds sessions by the digest of their owner, in the order of their ids. */
export class PrismaOwnerIndex implements OwnerIndex {
  readonly #parts: OwnerIndexParts;

  constructor(parts: OwnerIndexParts) {
    this.#parts = parts;
  }

  async listByOwner(
    owner: string,
    page: { readonly limit: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<OwnerPage> {
    const { guard, commands, mapping, clock } = this.#parts;
    const { limit, cursor } = page;
    const call = guard.begin('listByOwner', { owner, limit, cursor }, options);
    const { id, ownerDigest, expiresAt } = mapping.columns;
    const where = {
      [ownerDigest]: await digestOwner(owner),
      [expiresAt]: { gt: new Date(clock()) },
      ...(cursor !== undefined && { [id]: { gt: cursor } }),
    };
    // One more than was asked for shows whether there is a next page.
    const rows = await commands.findSome(call, where, mapping.listSelection, id, limit + 1);
    const sessions = rows.slice(0, limit).map((row) => mapping.listed(row));
    const last = sessions.at(-1);
    return last && rows.length > limit ? { sessions, cursor: last.id } : { sessions };
  }

  async deleteByOwner(
    owner: string,
    filter: { readonly except: readonly SessionId[] },
    options?: CallOptions,
  ): Promise<number> {
    const { guard, deletion, commands, mapping } = this.#parts;
    const { except } = filter;
    const call = guard.begin('deleteByOwner', { owner, except }, options);
    const { id, ownerDigest } = mapping.columns;
    const digest = await digestOwner(owner);
    return deletion.deleteByOwner(
      call,
      except,
      async (cursor, limit) => {
        const where = { [ownerDigest]: digest, ...(cursor !== undefined && { [id]: { gt: cursor } }) };
        const rows = await commands.findSome(call, where, mapping.idSelection, id, limit);
        const ids = rows.map((row) => mapping.id(row));
        return { ids, cursor: ids.length < limit ? undefined : ids.at(-1) };
      },
      // The owner again: the session may have become another owner's meanwhile.
      (ids) => commands.remove(call, { [id]: { in: ids }, [ownerDigest]: digest }),
    );
  }
}
