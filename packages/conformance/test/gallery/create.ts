import {
  type CallOptions,
  type CreateResult,
  type SessionId,
  type SessionRecord,
  StoreError,
  type StoredSession,
} from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';

function loading(change: (found: StoredSession) => StoredSession) {
  return class extends WiredStore {
    override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
      const found = await super.load(id, options);
      return found && change(found);
    }
  };
}

function creating(create: (store: WiredStore, id: SessionId, record: SessionRecord) => Promise<CreateResult>) {
  return class extends WiredStore {
    override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
      return this.send(options, () => create(this, id, record), record);
    }
  };
}

let inFlight = 0;

class DropsBeyondQueue extends WiredStore {
  override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    inFlight++;
    try {
      return inFlight > 100 ? { status: 'written' } : await super.create(id, record, options);
    } finally {
      inFlight--;
    }
  }
}

/** Refuses requests beyond its queue, but executes them anyway. */
class RefusesAndCreates extends WiredStore {
  override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    inFlight++;
    const isBeyond = inFlight > 100;
    const result = await super.create(id, record, options).finally(() => inFlight--);
    if (isBeyond) throw new StoreError('The queue is full.', { outcome: 'not-applied' });
    return result;
  }
}

/** Checks whether an id is free and then overwrites it: two steps instead of one. */
class CheckThenInsert extends WiredStore {
  override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    if (await super.load(id, options)) return { status: 'taken' };
    return this.send(options, () => overwrite(this, id, record), record);
  }
}

/** Removes and inserts in one step of the server. */
async function overwrite({ server }: WiredStore, id: SessionId, record: SessionRecord): Promise<CreateResult> {
  const [, inserted] = await Promise.all([server.delete(id), server.create(id, record)]);
  return inserted;
}

/** Inserts atomically, but checks in a separate step whether the existing record has expired. */
class ReplacesUnconditionally extends WiredStore {
  override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const timeless = this.backend.view(forever);
    return this.send(
      options,
      async () => {
        const inserted = await timeless.create(id, record);
        if (inserted.status === 'written' || (await this.server.load(id))) return inserted;
        await Promise.resolve();
        await timeless.delete(id);
        return timeless.create(id, record);
      },
      record,
    );
  }
}

export function forever(): number {
  return 0;
}

export const brokenAtCreate = [
  broken(
    'createdAt is the time of the write',
    ['7a'],
    creating((store, id, record) => store.server.create(id, { ...record, createdAt: store.clock() })),
  ),
  broken(
    'createdAt 0 is taken for none',
    ['7d'],
    creating((store, id, record) =>
      store.server.create(id, { ...record, createdAt: record.createdAt || store.clock() }),
    ),
  ),
  broken(
    'the owner is not stored',
    ['7b'],
    loading(({ owner: _owner, ...rest }) => rest),
  ),
  broken(
    'booleans come back as 0 and 1',
    ['7c'],
    loading((found) => {
      const entries = Object.entries(found.attributes ?? {});
      const asColumns = entries.map(
        ([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value] as const,
      );
      return { ...found, attributes: Object.fromEntries(asColumns) };
    }),
  ),
  broken(
    'create overwrites',
    ['8'],
    creating(async (store, id, record) => {
      await store.server.delete(id);
      return store.server.create(id, record);
    }),
  ),
  broken('create checks, then inserts', ['9', '10b'], CheckThenInsert),
  broken(
    'an expired record blocks its id',
    ['10a', '11'],
    creating((store, id, record) => store.backend.view(forever).create(id, record)),
  ),
  broken('an expired record is replaced without checking its deadline again', ['10b', '10c'], ReplacesUnconditionally),
  broken(
    'load removes a record that it found expired, even if it was replaced meanwhile',
    ['10d'],
    class extends WiredStore {
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        const timeless = this.backend.view(forever);
        const stale = await timeless.load(id);
        const found = await super.load(id, options);
        if (stale && !found) await timeless.delete(id);
        return found;
      }
    },
  ),
  broken(
    'load removes a record that it found expired after it has returned, even if it was replaced meanwhile',
    ['10d'],
    class extends WiredStore {
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        const timeless = this.backend.view(forever);
        const found = await super.load(id, options);
        if (!found && (await timeless.load(id))) setImmediate(() => void timeless.delete(id));
        return found;
      }
    },
  ),
  broken(
    'the owner of an expired record stays in the record that replaces it',
    ['10a'],
    creating(async (store, id, record) => {
      const former = await store.backend.view(forever).load(id);
      return store.server.create(id, { ...(former?.owner !== undefined && { owner: former.owner }), ...record });
    }),
  ),
  broken(
    'a deadline in the past means no deadline',
    ['11'],
    creating((store, id, record) =>
      store.server.create(id, record.expiresAt <= store.clock() ? { ...record, expiresAt: 8.64e15 } : record),
    ),
  ),
  broken(
    'a record with an empty payload is treated as absent',
    ['12'],
    class extends WiredStore {
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        const found = await super.load(id, options);
        return found?.payload ? found : undefined;
      }
    },
  ),
  broken('creates beyond a full queue are silently dropped', ['13'], DropsBeyondQueue),
  broken('creates beyond a full queue are refused and executed anyway', ['13'], RefusesAndCreates),
  broken(
    'a record that is too large leaves its row behind',
    ['14'],
    class extends WiredStore {
      override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
        return super.create(id, record, options).catch(async (error: unknown) => {
          await this.server.create(id, { ...record, payload: '' });
          throw error;
        });
      }
    },
  ),
];
