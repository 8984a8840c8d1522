import type { CallOptions, OwnerIndex, OwnerPage, SessionId, StoreArguments } from '@sess/core';
import { assertKeepable } from './attribute-fields.js';
import { idOf, isOwnedBy, listed, listProjection, ownerProjection } from './document-mapping.js';
import type { Call, SessionDocuments } from './session-documents.js';
import { staleRead } from './stale-read.js';

/** How many sessions are found and deleted at a time: few enough to hold nobody up. */
export const batchSize = 500;

/** Finds sessions by their owner, compared byte for byte, in the order of their ids. */
export class MongoOwnerIndex implements OwnerIndex {
  readonly #documents: SessionDocuments;
  readonly #clock: () => number;
  readonly #begin: (verb: string, given: StoreArguments, options: CallOptions | undefined) => Call;

  constructor(
    documents: SessionDocuments,
    clock: () => number,
    begin: (verb: string, given: StoreArguments, options: CallOptions | undefined) => Call,
  ) {
    this.#documents = documents;
    this.#clock = clock;
    this.#begin = begin;
  }

  async listByOwner(
    owner: string,
    page: { readonly limit: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<OwnerPage> {
    const { cursor } = page;
    const call = this.#begin('listByOwner', { owner, limit: page.limit, cursor }, options);
    assertKeepable(owner, 'owner');
    const filter = {
      owner,
      ...(cursor !== undefined && { _id: { $gt: cursor } }),
      expiresAt: { $gt: new Date(this.#clock()) },
    };
    const limit = page.limit + 1;
    const search = { projection: listProjection, sort: { _id: 1 }, limit, isExact: true, isList: true } as const;
    const found = await this.#documents.findSome(call, filter, search);
    const sessions = found.slice(0, page.limit).filter((document) => isOwnedBy(document, owner));
    const last = found.length > page.limit ? found[page.limit - 1] : undefined;
    return { sessions: sessions.map(listed), ...(last && { cursor: idOf(last) }) };
  }

  async deleteByOwner(
    owner: string,
    filter: { readonly except: readonly SessionId[] },
    options?: CallOptions,
  ): Promise<number> {
    const { except } = filter;
    const call = this.#begin('deleteByOwner', { owner, except }, options);
    assertKeepable(owner, 'owner');
    const spared = new Set(except);
    let deleted = 0;
    let before: SessionId | undefined;
    // Until a pass finds none, not until one deletes none: a session that was found, and got another key before it was
    // deleted, lives on under an id that the pass may have gone by.
    for (;;) {
      const { first, removed } = await this.#deletePass(call, owner, spared);
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
    owner: string,
    spared: ReadonlySet<SessionId>,
  ): Promise<{ first: SessionId | undefined; removed: number }> {
    let removed = 0;
    let first: SessionId | undefined;
    let after: SessionId | undefined;
    for (;;) {
      call.signal?.throwIfAborted();
      const filter = { owner, ...(after !== undefined && { _id: { $gt: after } }) };
      const search = { projection: ownerProjection, sort: { _id: 1 }, limit: batchSize, isExact: true } as const;
      const documents = await this.#documents.findSome(call, filter, search);
      const own = documents.filter((document) => isOwnedBy(document, owner)).map(idOf);
      const doomed = own.filter((id) => !spared.has(id));
      first ??= doomed[0];
      // The owner once more: the session may have become another's meanwhile.
      if (doomed.length > 0) removed += await this.#documents.removeAll(call, { _id: { $in: doomed }, owner }, true);
      const last = documents.at(-1);
      if (documents.length < batchSize || !last) return { first, removed };
      after = idOf(last);
    }
  }
}
