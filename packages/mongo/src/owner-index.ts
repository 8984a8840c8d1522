import type { CallOptions, OwnerIndex, OwnerPage, SessionId } from '@sess/core';
import { BatchedDeletion, type CallGuard } from '@sess/core/store';
import { assertKeepable } from './attribute-values.js';
import type { Fields } from './driver.js';
import { idOf, isOwnedBy, listed, listProjection, ownerProjection } from './record-mapping.js';
import type { SessionCommands } from './session-commands.js';
import { staleRead } from './store-failure.js';

/** In the order of ids, comparing owners by bytes. */
const inOrder = { sort: { _id: 1 }, isExact: true } as const;

function ownedBy(owner: string, cursor: string | undefined): Fields {
  return { owner, ...(cursor !== undefined && { _id: { $gt: cursor } }) };
}

/** Finds sessions by their owner, compared byte for byte, in the order of their ids. */
export class MongoOwnerIndex implements OwnerIndex {
  readonly #guard: CallGuard;
  readonly #commands: SessionCommands;
  readonly #clock: () => number;
  readonly #deletion = new BatchedDeletion(staleRead);

  constructor(guard: CallGuard, commands: SessionCommands, clock: () => number) {
    this.#guard = guard;
    this.#commands = commands;
    this.#clock = clock;
  }

  async listByOwner(
    owner: string,
    page: { readonly limit: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<OwnerPage> {
    const { limit, cursor } = page;
    const call = this.#guard.begin('listByOwner', { owner, limit, cursor }, options);
    assertKeepable(owner, 'owner');
    const filter = { ...ownedBy(owner, cursor), expiresAt: { $gt: new Date(this.#clock()) } };
    // One more than the limit shows whether there is a next page.
    const search = { ...inOrder, projection: listProjection, limit: limit + 1, isList: true };
    const found = await this.#commands.findSome(call, filter, search);
    const sessions = found.slice(0, limit).filter((document) => isOwnedBy(document, owner));
    const last = found.length > limit ? found[limit - 1] : undefined;
    return { sessions: sessions.map(listed), ...(last && { cursor: idOf(last) }) };
  }

  async deleteByOwner(
    owner: string,
    filter: { readonly except: readonly SessionId[] },
    options?: CallOptions,
  ): Promise<number> {
    const { except } = filter;
    const call = this.#guard.begin('deleteByOwner', { owner, except }, options);
    assertKeepable(owner, 'owner');
    return this.#deletion.deleteByOwner(
      call,
      except,
      async (cursor, limit) => {
        const search = { ...inOrder, projection: ownerProjection, limit };
        const found = await this.#commands.findSome(call, ownedBy(owner, cursor), search);
        const ids = found.filter((document) => isOwnedBy(document, owner)).map(idOf);
        return { ids, cursor: found.length < limit ? undefined : found.map(idOf).at(-1) };
      },
      // The owner again: the session may have become another owner's meanwhile.
      (ids) => this.#commands.removeAll(call, { _id: { $in: ids }, owner }, true),
    );
  }
}
