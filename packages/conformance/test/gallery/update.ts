import type { CallOptions, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';
import { forever } from './create.js';

/** Changes the record that an update writes, depending on the stored record. */
function writing(
  change: (record: SessionRecord, current: StoredSession | undefined, store: WiredStore) => SessionRecord,
) {
  return class extends WiredStore {
    override update(
      id: SessionId,
      record: SessionRecord,
      version: string,
      options?: CallOptions,
    ): Promise<UpdateResult> {
      return this.send(
        options,
        async () => this.server.update(id, change(record, await this.server.load(id), this), version),
        record,
      );
    }
  };
}

export const Upserts = overriding({
  async update(next, [id, record, version, options], store) {
    const result = await next(id, record, version, options);
    return result.status === 'gone' ? ((await store.create(id, record, options)) as UpdateResult) : result;
  },
});

export const LastWriteWins = overriding({
  async update(next, [id, record, version, options], store) {
    const result = await next(id, record, version, options);
    return result.status === 'conflict' ? store.update(id, record, result.current.version, options) : result;
  },
});

const ChecksThenWrites = overriding({
  async update(_next, [id, record, version, options], store) {
    const current = await store.load(id, options);
    if (!current) return { status: 'gone' };
    if (current.version !== version) return { status: 'conflict', current };
    return new LastWriteWins(store.backend, store.clock).update(id, record, version, options);
  },
});

/** Counts the writes of each record, from 1. */
class CountsVersions extends WiredStore {
  static readonly #counts = new WeakMap<object, Map<SessionId, Map<string, string>>>();

  #name(id: SessionId, version: string): string {
    const backends = CountsVersions.#counts;
    const ids = backends.get(this.backend) ?? new Map<SessionId, Map<string, string>>();
    backends.set(this.backend, ids);
    const names = ids.get(id) ?? new Map<string, string>();
    ids.set(id, names);
    const name = names.get(version) ?? String(names.size + 1);
    names.set(version, name);
    return name;
  }

  override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    const found = await super.load(id, options);
    return found && { ...found, version: this.#name(id, found.version) };
  }

  override async create(id: SessionId, record: SessionRecord, options?: CallOptions) {
    const result = await super.create(id, record, options);
    if (result.status === 'taken') return result;
    CountsVersions.#counts.get(this.backend)?.delete(id);
    return { status: 'written' } as const;
  }

  override async update(
    id: SessionId,
    record: SessionRecord,
    version: string,
    options?: CallOptions,
  ): Promise<UpdateResult> {
    const current = await super.load(id, options);
    if (!current) return { status: 'gone' };
    if (this.#name(id, current.version) !== version) {
      return { status: 'conflict', current: { ...current, version: this.#name(id, current.version) } };
    }
    const result = await super.update(id, record, current.version, options);
    return result.status === 'written' ? { status: 'written' } : result;
  }
}

export const brokenAtUpdate = [
  broken(
    'update returns the former version',
    ['28a'],
    overriding({
      async update(next, call) {
        const result = await next(...call);
        return result.status === 'written' ? { ...result, version: call[2] } : result;
      },
    }),
  ),
  broken(
    'the revision is not stored',
    ['28a'],
    writing((record, current) => ({ ...record, revision: current?.revision ?? 'none' })),
  ),
  broken('update is an upsert', ['29', '30', '31', '101'], Upserts),
  broken(
    'update restores an expired record',
    ['31'],
    overriding({
      update: (_next, [id, record, version, options], store) =>
        store.send(options, () => store.backend.view(forever).update(id, record, version), record),
    }),
  ),
  broken(
    'a conflict does not carry the current record',
    ['32'],
    overriding({
      async update(next, call) {
        const result = await next(...call);
        return result.status === 'conflict' ? ({ status: 'conflict' } as UpdateResult) : result;
      },
    }),
  ),
  broken(
    'a conflict carries the record that the caller passed',
    ['32'],
    overriding({
      async update(next, call) {
        const result = await next(...call);
        if (result.status !== 'conflict') return result;
        return { ...result, current: { ...call[1], version: result.current.version } };
      },
    }),
  ),
  broken('the last write wins, whatever the version', ['32', '33'], LastWriteWins),
  broken('update checks the version, then writes', ['33', '41'], ChecksThenWrites),
  broken('versions are counted from 1 for each new record', ['34'], CountsVersions),
  broken(
    'update moves createdAt',
    ['35a'],
    overriding({
      async update(_next, [id, record, version, options], store) {
        const gone = await store.deleteIf(id, version, options);
        return gone.status === 'deleted' ? ((await store.create(id, record, options)) as UpdateResult) : gone;
      },
    }),
  ),
  broken(
    'an absent owner keeps the former one',
    ['35b', '87'],
    writing((record, current) => ({
      ...(current?.owner !== undefined && { owner: current.owner }),
      ...record,
    })),
  ),
  broken(
    'attributes are merged instead of replaced',
    ['35c'],
    writing((record, current) => ({
      ...record,
      attributes: { ...current?.attributes, ...record.attributes },
    })),
  ),
  broken(
    'update never shortens a deadline',
    ['36a'],
    writing((record, current) => ({
      ...record,
      expiresAt: Math.max(record.expiresAt, current?.expiresAt ?? 0),
    })),
  ),
  broken(
    'an update that is refused for its size deletes the record',
    ['37'],
    overriding({
      update: (next, call, store) =>
        next(...call).catch(async (error: unknown) => {
          await store.server.delete(call[0]);
          throw error;
        }),
    }),
  ),
];
