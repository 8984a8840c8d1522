import type { SessionId, SessionRecord, StoredSession } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';

interface Dump {
  readonly records: readonly (readonly [SessionId, StoredSession])[];
}

/** Finds an id by its prefix, like a condition with LIKE. */
function startingWith({ backend }: WiredStore, prefix: string): SessionId {
  const { records } = JSON.parse(backend.dump()) as Dump;
  return records.find(([id]) => id.startsWith(prefix))?.[0] ?? (prefix as SessionId);
}

function withPayload<Kept extends SessionRecord>(record: Kept, payload: unknown): Kept {
  return { ...record, payload: payload as string };
}

function merge(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const name of Object.keys(source)) {
    const value = source[name];
    const inner = target[name];
    if (typeof value === 'object' && value !== null && typeof inner === 'object' && inner !== null) {
      merge(inner as Record<string, unknown>, value as Record<string, unknown>);
    } else target[name] = value;
  }
}

/** Merges a payload into an object, like a deep merge that does not protect prototypes. */
function mergeInto(payload: string): void {
  try {
    merge({}, JSON.parse(payload) as Record<string, unknown>);
  } catch {
    // Not every payload is JSON.
  }
}

/** Typical mistakes of a short adapter: truthiness checks, string templates, row counts, versions that repeat. */
export const slips = [
  broken(
    'an empty string is stored as NULL',
    ['12'],
    overriding({
      async load(next, call) {
        const found = await next(...call);
        return found && withPayload(found, found.payload === '' ? null : found.payload);
      },
    }),
  ),
  broken(
    'an empty payload is treated as unchanged',
    ['12'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const former = await store.server.load(id);
        return next(id, withPayload(record, record.payload || (former?.payload ?? '')), version, options);
      },
    }),
  ),
  broken(
    'the beginning of an id opens the session',
    ['22'],
    overriding({ load: (next, [id, options], store) => next(startingWith(store, id), options) }),
  ),
  broken(
    'delete removes records whose id begins alike',
    ['22'],
    overriding({ delete: (next, [id, options], store) => next(startingWith(store, id.slice(0, 39)), options) }),
  ),
  broken(
    'a verb throws synchronously if its signal is aborted',
    ['26'],
    overriding({
      load(next, call) {
        call[1]?.signal?.throwIfAborted();
        return next(...call);
      },
    }),
  ),
  broken(
    'an aborted signal causes an error of the store',
    ['26'],
    overriding({
      load(next, call) {
        if (!call[1]?.signal?.aborted) return next(...call);
        return Promise.reject(Object.assign(new Error('It was aborted.'), { name: 'AbortError' }));
      },
    }),
  ),
  broken(
    'the version is the time of the write',
    ['28a', '34'],
    overriding({
      async load(next, call, store) {
        const found = await next(...call);
        return found && { ...found, version: String(store.clock()) };
      },
      async create(next, call) {
        return { status: (await next(...call)).status };
      },
      async update(next, [id, record, , options], store) {
        const current = await store.server.load(id);
        const result = await next(id, record, current?.version ?? '', options);
        return result.status === 'written' ? { status: 'written' } : result;
      },
    }),
  ),
  broken(
    'the version is a digest of the record without its revision',
    ['34'],
    overriding({
      async load(next, call) {
        const found = await next(...call);
        return found && { ...found, version: `${found.payload} ${found.expiresAt} ${found.owner}` };
      },
      async create(next, call) {
        return { status: (await next(...call)).status };
      },
      async update(next, [id, record, version, options], store) {
        const current = await store.load(id);
        const real = await store.server.load(id);
        const result = await next(id, record, current?.version === version ? (real?.version ?? '') : '', options);
        return result.status === 'written' ? { status: 'written' } : result;
      },
    }),
  ),
  broken(
    'an update with the same payload is not sent',
    ['28b'],
    overriding({
      async update(next, call, store) {
        const current = await store.server.load(call[0]);
        const isSame = current?.payload === call[1].payload && current.version === call[2];
        return isSame ? { status: 'written' } : next(...call);
      },
    }),
  ),
  broken(
    'an update writes the payload first and the rest later',
    ['36b'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const current = await store.server.load(id);
        if (current?.version !== version) return next(id, record, version, options);
        const half = await next(id, withPayload(current, record.payload), version, options);
        for (let step = 0; step < 3; step++) await Promise.resolve();
        return next(id, record, half.status === 'written' ? (half.version ?? '') : version, options);
      },
    }),
  ),
  broken(
    'a conflict of deleteIf does not carry the current record',
    ['46c'],
    overriding({
      async deleteIf(next, call) {
        const { status } = await next(...call);
        return { status } as Awaited<ReturnType<typeof next>>;
      },
    }),
  ),
  broken(
    'touch never shortens a deadline',
    ['39a'],
    overriding({
      async touch(next, [id, expiresAt, ...rest], store) {
        const current = await store.server.load(id);
        return next(id, Math.max(expiresAt, current?.expiresAt ?? 0), ...rest);
      },
    }),
  ),
  broken(
    'String.replace puts the payload into the statement',
    ['74'],
    overriding({
      create: (next, [id, record, options]) => next(id, withPayload(record, '?'.replace('?', record.payload)), options),
    }),
  ),
  broken(
    'payloads are merged into an object, prototypes and all',
    ['74'],
    overriding({
      create(next, call) {
        mergeInto(call[1].payload);
        return next(...call);
      },
    }),
  ),
  broken(
    'deleteExpired stops after its first batch',
    ['80a'],
    overriding({
      async deleteExpired(next, call) {
        return { ...(await next(...call)), more: false };
      },
    }),
  ),
  broken(
    'deleteExpired does not return whether more remain',
    ['80a'],
    overriding({
      async deleteExpired(next, call) {
        const { deleted } = await next(...call);
        return { deleted } as Awaited<ReturnType<typeof next>>;
      },
    }),
  ),
  broken(
    'verbs throw synchronously after close',
    ['104a'],
    overriding({
      load(next, call, store) {
        if (closed.has(store)) throw new Error('Closed.');
        return next(...call);
      },
      close(next, call, store) {
        closed.add(store);
        return next(...call);
      },
    }),
  ),
];

const closed = new WeakSet<WiredStore>();
