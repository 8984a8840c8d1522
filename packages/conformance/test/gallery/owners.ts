import type { CallOptions, CreateResult, OwnerIndex, OwnerPage, SessionId, SessionRecord } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';
import { indexing } from './indexing.js';

/** A separate index that only `create` writes and nothing cleans. */
class NeverCleans extends WiredStore {
  static readonly #indexes = new WeakMap<Backend, Map<string, Set<SessionId>>>();

  get #index(): Map<string, Set<SessionId>> {
    const index = NeverCleans.#indexes.get(this.backend) ?? new Map<string, Set<SessionId>>();
    NeverCleans.#indexes.set(this.backend, index);
    return index;
  }

  override readonly owners: OwnerIndex = {
    listByOwner: (owner, { limit, cursor = '' }, options) =>
      this.send(options, async () => {
        const ids = [...(this.#index.get(owner) ?? [])].toSorted().filter((id) => id > cursor);
        const found = await Promise.all(ids.map(async (id) => ({ id, record: await this.server.load(id) })));
        const live = found.flatMap(({ id, record }) => {
          if (!record) return [];
          const { createdAt, expiresAt, attributes } = record;
          return [{ id, createdAt, expiresAt, ...(attributes && { attributes }) }];
        });
        const sessions = live.slice(0, limit);
        const last = sessions.at(-1);
        return last && live.length > limit ? { sessions, cursor: last.id } : { sessions };
      }),
    deleteByOwner: (owner, { except }, options) =>
      this.send(options, async () => {
        const ids = [...(this.#index.get(owner) ?? [])].filter((id) => !except.includes(id));
        const results = await Promise.all(ids.map((id) => this.server.delete(id)));
        return results.filter(Boolean).length;
      }),
  };

  override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const result = await super.create(id, record, options);
    if (result.status === 'written' && record.owner !== undefined) {
      this.#index.set(record.owner, (this.#index.get(record.owner) ?? new Set()).add(id));
    }
    return result;
  }
}

/** Stores and compares owners after `fold`. */
function folding(fold: (owner: string) => string) {
  const folded = indexing((_store, index) => ({
    listByOwner: (owner, page, options) => index.listByOwner(fold(owner), page, options),
    deleteByOwner: (owner, filter, options) => index.deleteByOwner(fold(owner), filter, options),
  }));
  return class extends folded {
    override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
      const { owner, ...rest } = record;
      return super.create(id, owner === undefined ? record : { ...rest, owner: fold(owner) }, options);
    }
  };
}

async function firstPage(store: WiredStore, owner: string, limit: number): Promise<OwnerPage> {
  return store.server.owners.listByOwner(owner, { limit });
}

/** Compares like SQL's LIKE, without escaping. */
function isLike(owner: string | undefined, pattern: string): owner is string {
  if (owner === undefined) return false;
  const parts = pattern.split('%').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('_', '.'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(owner);
}

export const brokenAtOwners = [
  broken('the index of owners is never cleaned', ['10a', '47a', '85', '87'], NeverCleans),
  broken(
    'a list contains payloads',
    ['86'],
    indexing((store, index) => ({
      listByOwner: async (...call) => {
        const page = await index.listByOwner(...call);
        const sessions = await Promise.all(
          page.sessions.map(async (each) => ({ ...each, ...(await store.server.load(each.id)) })),
        );
        return { ...page, sessions };
      },
    })),
  ),
  broken(
    'a list contains expired sessions',
    ['86', '58'],
    indexing((store) => ({
      listByOwner: (owner, page, options) =>
        store.send(options, () => store.backend.view(never).owners.listByOwner(owner, page)),
    })),
  ),
  broken(
    'paging counts an offset',
    ['88'],
    indexing((store) => ({
      listByOwner: (owner, { limit, cursor = '0' }, options) =>
        store.send(options, async () => {
          const { sessions } = await firstPage(store, owner, 100_000);
          const end = Number(cursor) + limit;
          const page = { sessions: sessions.slice(Number(cursor), end) };
          return sessions.length > end ? { ...page, cursor: String(end) } : page;
        }),
    })),
  ),
  broken(
    'a page is longer than requested',
    ['88'],
    indexing((_store, index) => ({
      listByOwner: (owner, page, options) => index.listByOwner(owner, { ...page, limit: page.limit + 1 }, options),
    })),
  ),
  broken(
    'except is ignored',
    ['89a', '91'],
    indexing((_store, index) => ({
      deleteByOwner: (owner, _filter, options) => index.deleteByOwner(owner, { except: [] }, options),
    })),
  ),
  broken(
    'deleteByOwner counts the excluded sessions',
    ['89a'],
    indexing((_store, index) => ({
      deleteByOwner: async (owner, filter, options) =>
        (await index.deleteByOwner(owner, filter, options)) + filter.except.length,
    })),
  ),
  broken(
    'deleteByOwner skips sessions that change meanwhile',
    ['89b'],
    indexing((store) => ({
      deleteByOwner: (owner, { except }, options) =>
        store.send(options, async () => {
          const { sessions } = await firstPage(store, owner, 100_000);
          const doomed = sessions.filter(({ id }) => !except.includes(id));
          const found = await Promise.all(doomed.map(async ({ id }) => ({ id, record: await store.server.load(id) })));
          for (let step = 0; step < 3; step++) await Promise.resolve();
          const results = await Promise.all(
            found.map(({ id, record }) => store.server.deleteIf(id, record?.version ?? '')),
          );
          return results.filter(({ status }) => status === 'deleted').length;
        }),
    })),
  ),
  broken(
    'owners are compared without case',
    ['90a'],
    folding((owner) => owner.toLowerCase()),
  ),
  broken(
    'owners are compared without trailing spaces',
    ['90a'],
    folding((owner) => owner.trimEnd()),
  ),
  broken(
    'an owner made of digits is kept as a number',
    ['7b', '90a'],
    folding((owner) => (/^\d+$/.test(owner) ? String(Number(owner)) : owner)),
  ),
  broken(
    'owners are normalized',
    ['7b', '90a'],
    folding((owner) => owner.normalize('NFC')),
  ),
  broken(
    'deleteByOwner treats an owner as a pattern',
    ['90a'],
    indexing((store, index) => ({
      async deleteByOwner(owner, filter, options) {
        const { records } = JSON.parse(store.backend.dump()) as { records: [SessionId, SessionRecord][] };
        const owners = new Set(records.flatMap(([, record]) => (isLike(record.owner, owner) ? [record.owner] : [])));
        const counts = [];
        for (const each of owners) counts.push(await index.deleteByOwner(each ?? owner, filter, options));
        return counts.reduce((sum, count) => sum + count, 0);
      },
    })),
  ),
  broken(
    'deleteByOwner deletes one page and stops',
    ['91'],
    indexing((store) => ({
      deleteByOwner: (owner, { except }, options) =>
        store.send(options, async () => {
          const { sessions } = await firstPage(store, owner, 100);
          const doomed = sessions.filter(({ id }) => !except.includes(id));
          const results = await Promise.all(doomed.map(({ id }) => store.server.delete(id)));
          return results.filter(Boolean).length;
        }),
    })),
  ),
  broken(
    'every page starts at the beginning',
    ['88'],
    indexing((_store, index) => ({
      listByOwner: async (owner, { limit, cursor }, options) => {
        const page = await index.listByOwner(owner, { limit }, options);
        const { cursor: _, ...last } = page;
        return Number(cursor ?? 0) > 5 ? last : { ...page, cursor: String(Number(cursor ?? 0) + 1) };
      },
    })),
  ),
  broken(
    'owners are cut at 255 characters',
    ['90a'],
    folding((owner) => owner.slice(0, 255)),
  ),
  broken(
    'only the first 100 sessions of an owner are found',
    ['91'],
    indexing((store) => ({
      listByOwner: (owner, page, options) =>
        store.send(options, async () => {
          const { sessions } = await store.server.owners.listByOwner(owner, {
            ...page,
            limit: Math.min(page.limit, 100),
          });
          return { sessions };
        }),
    })),
  ),
];

function never(): number {
  return 0;
}
