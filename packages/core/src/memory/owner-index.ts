import type { CallOptions } from '../contract/call-options.js';
import type { OwnedSession, OwnerIndex, OwnerPage } from '../contract/owner-index.js';
import type { SessionId } from '../contract/session-id.js';
import type { CallArguments } from '../store/call-guard.js';
import type { MemoryBackend } from './memory-backend.js';

/** Runs a call as the store runs its own: refuses what must not begin, and turns what it throws into a rejection. */
type Call = <T>(verb: string, given: CallArguments, options: CallOptions | undefined, body: () => T) => Promise<T>;

export class MemoryOwnerIndex implements OwnerIndex {
  readonly #backend: MemoryBackend;
  readonly #clock: () => number;
  readonly #call: Call;

  constructor(backend: MemoryBackend, clock: () => number, call: Call) {
    this.#backend = backend;
    this.#clock = clock;
    this.#call = call;
  }

  listByOwner(
    owner: string,
    page: { readonly limit: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<OwnerPage> {
    const { limit, cursor } = page;
    return this.#call('listByOwner', { owner, limit, cursor }, options, () => {
      const live = this.#liveAfter(owner, cursor ?? '');
      const sessions = live.slice(0, limit);
      const last = sessions.at(-1);
      return last && live.length > limit ? { sessions, cursor: last.id } : { sessions };
    });
  }

  deleteByOwner(
    owner: string,
    filter: { readonly except: readonly SessionId[] },
    options?: CallOptions,
  ): Promise<number> {
    const { except } = filter;
    return this.#call('deleteByOwner', { owner, except }, options, () => {
      const spared = new Set(except);
      const doomed = this.#backend.idsOf(owner).filter((id) => !spared.has(id));
      for (const id of doomed) this.#backend.remove(id);
      return doomed.length;
    });
  }

  #liveAfter(owner: string, cursor: string): OwnedSession[] {
    const now = this.#clock();
    const live: OwnedSession[] = [];
    for (const id of this.#backend.idsOf(owner)) {
      const record = this.#backend.get(id);
      if (id <= cursor || !record || now >= record.expiresAt) continue;
      const { createdAt, expiresAt, attributes } = record;
      live.push({ id, createdAt, expiresAt, ...(attributes && { attributes: { ...attributes } }) });
    }
    return live.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  }
}
