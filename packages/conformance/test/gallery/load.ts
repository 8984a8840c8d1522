import type { CallOptions, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';
import { forever } from './create.js';

/** Returns the object that it keeps. */
class SharesObjects extends WiredStore {
  readonly #kept = new Map<string, StoredSession>();

  override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    const found = await super.load(id, options);
    if (!found) return undefined;
    const name = `${id} ${found.version}`;
    const kept = this.#kept.get(name) ?? found;
    this.#kept.set(name, kept);
    return kept;
  }
}

/** Returns records from its own cache, which knows nothing about other instances. */
class CachesReads extends WiredStore {
  readonly #cache = new Map<SessionId, StoredSession>();

  override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    const cached = this.#cache.get(id);
    if (cached && this.clock() < cached.expiresAt) return { ...cached };
    const found = await super.load(id, options);
    if (found) this.#cache.set(id, found);
    return found;
  }

  override async update(
    id: SessionId,
    record: SessionRecord,
    version: string,
    options?: CallOptions,
  ): Promise<UpdateResult> {
    this.#cache.delete(id);
    return super.update(id, record, version, options);
  }

  override async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    this.#cache.delete(id);
    return super.delete(id, options);
  }
}

class IgnoresSignals extends WiredStore {
  override send<T>(
    _options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    return super.send(undefined, request, record);
  }
}

let inFlight = 0;

class DropsBeyondQueue extends WiredStore {
  override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    inFlight++;
    try {
      return inFlight > 40 ? undefined : await super.load(id, options);
    } finally {
      inFlight--;
    }
  }
}

function cut(id: SessionId): SessionId {
  return id.slice(0, 39) as SessionId;
}

/** Keeps records under other ids. */
function withIds(idOf: (id: SessionId) => string) {
  return class extends WiredStore {
    override load(id: SessionId, options?: CallOptions) {
      return super.load(idOf(id) as SessionId, options);
    }
    override create(id: SessionId, record: SessionRecord, options?: CallOptions) {
      return super.create(idOf(id) as SessionId, record, options);
    }
    override delete(id: SessionId, options?: CallOptions) {
      return super.delete(idOf(id) as SessionId, options);
    }
  };
}

export const brokenAtLoad = [
  broken(
    'load does not check the deadline',
    ['57', '58'],
    class extends WiredStore {
      override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        return this.send(options, () => this.backend.view(forever).load(id));
      }
    },
  ),
  broken(
    'load creates a record that it does not find',
    ['17', '30'],
    class extends WiredStore {
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        const found = await super.load(id, options);
        if (found) return found;
        await this.send(options, () =>
          this.server.create(id, { payload: '{}', createdAt: 0, expiresAt: this.clock() + 1000, revision: 'made' }),
        );
        return undefined;
      }
    },
  ),
  broken(
    'load renews',
    ['18'],
    class extends WiredStore {
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        const found = await super.load(id, options);
        if (found) await this.server.touch(id, found.expiresAt, found.version, found.revision);
        return found;
      }
    },
  ),
  broken(
    'every tenth load gives a new version',
    ['18'],
    class extends WiredStore {
      #loads = 0;

      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        const found = await super.load(id, options);
        this.#loads++;
        if (found && this.#loads % 10 === 0)
          await this.server.touch(id, found.expiresAt, found.version, found.revision);
        return found;
      }
    },
  ),
  broken(
    'ids that are the same number are one',
    ['22b'],
    withIds((id) => (Number.isFinite(Number(id)) ? BigInt(Number(id)).toString(36) : id)),
  ),
  broken(
    'ids are hexadecimal numbers',
    ['22b'],
    withIds((id) => (/^[\da-f]+$/.test(id) ? BigInt(`0x${id}`).toString(16) : id)),
  ),
  broken(
    'ids with letters after f are the same without them',
    ['22b'],
    withIds((id) => id.replaceAll(/[g-z]/g, '')),
  ),
  broken('load returns the object that it keeps', ['19'], SharesObjects),
  broken('load reads from a cache of the instance', ['20', '45'], CachesReads),
  broken(
    'ids are cut to 39 characters',
    ['22'],
    class extends WiredStore {
      override load(id: SessionId, options?: CallOptions) {
        return super.load(cut(id), options);
      }
      override create(id: SessionId, record: SessionRecord, options?: CallOptions) {
        return super.create(cut(id), record, options);
      }
      override update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions) {
        return super.update(cut(id), record, version, options);
      }
    },
  ),
  broken('signals are ignored', ['26', '83a'], IgnoresSignals),
  broken('loads beyond a full queue find nothing', ['27'], DropsBeyondQueue),
];
