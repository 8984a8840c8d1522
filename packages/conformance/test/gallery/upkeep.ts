import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnerIndex, SessionId, StoredSession } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken, type BrokenStore, overriding, type StoreClass } from './broken-store.js';
import { overridingOwners } from './interruptions.js';

/** Long enough for the law to see it, and then over, so that the tests end. */
const keepingMs = 8000;

function keepRunning(): NodeJS.Timeout {
  const timer = setInterval(() => undefined, 60_000);
  setTimeout(() => clearInterval(timer), keepingMs).unref();
  return timer;
}

/** Another table of the database, which the store never reads. */
const logs = new WeakMap<Backend, unknown[]>();

function log(store: WiredStore, entry: unknown): void {
  logs.set(store.backend, [...(logs.get(store.backend) ?? []), entry]);
}

const withLog: BrokenStore['subject'] = (backend) => ({
  dump: () => Promise.resolve(`${backend.dump()} ${JSON.stringify(logs.get(backend) ?? [])}`),
});

/** Keeps what an update replaces. */
function history(name: string, entryOf: (former: StoredSession) => unknown) {
  return broken(
    name,
    ['154'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const former = await store.server.load(id);
        const result = await next(id, record, version, options);
        if (former && result.status === 'written') log(store, entryOf(former));
        return result;
      },
    }),
    withLog,
  );
}

/** Writes into its index before it knows whether the id is free, and does not look at the record. */
function indexingFirst(verb: keyof OwnerIndex): StoreClass {
  const indexed = new Map<string, SessionId>();
  const Indexing = overridingOwners((index, store) => ({
    async [verb](owner: string, ...rest: [never, never]) {
      const result = await index[verb](owner, ...rest);
      const id = indexed.get(owner);
      const found = id && (await store.server.load(id));
      if (!id || !found) return result;
      if (typeof result === 'number') return result + Number(await store.server.delete(id));
      const { createdAt, expiresAt } = found;
      return { sessions: [{ id, createdAt, expiresAt }] };
    },
  }));
  return class extends Indexing {
    override create(...call: Parameters<WiredStore['create']>) {
      const [id, { owner }] = call;
      if (owner !== undefined) indexed.set(owner, id);
      return super.create(...call);
    }
  };
}

export const brokenAtUpkeep = [
  broken(
    'a timer of the constructor keeps the process',
    ['153'],
    class extends WiredStore {
      readonly timer = keepRunning();
    },
  ),
  broken(
    'a timer keeps the process until the store is closed',
    ['153'],
    class extends WiredStore {
      readonly #timer = keepRunning();
      override close(): Promise<void> {
        clearInterval(this.#timer);
        return super.close();
      }
    },
  ),
  broken(
    'the first load starts a timer that keeps the process',
    ['153'],
    class extends WiredStore {
      #isStarted = false;
      override load(...call: Parameters<WiredStore['load']>): Promise<StoredSession | undefined> {
        if (!this.#isStarted) keepRunning();
        this.#isStarted = true;
        return super.load(...call);
      }
    },
  ),
  broken(
    'each create waits to remove what it has created',
    ['153'],
    overriding({
      create(next, call) {
        const timer = setTimeout(() => undefined, 3_600_000);
        setTimeout(() => clearTimeout(timer), keepingMs).unref();
        return next(...call);
      },
    }),
  ),
  broken(
    'a revocation looks again after a while',
    ['153'],
    overridingOwners(({ deleteByOwner }) => ({
      async deleteByOwner(...call) {
        const removed = await deleteByOwner(...call);
        sleep(keepingMs).catch(() => undefined);
        return removed;
      },
    })),
  ),
  history('former payloads are kept in a history', ({ payload }) => payload),
  history('former payloads are kept in a history, as base64', ({ payload }) => Buffer.from(payload).toString('base64')),
  history('former payloads are kept in a history, as hexadecimal digits', ({ payload }) =>
    Buffer.from(payload).toString('hex'),
  ),
  history('former payloads are kept in a history, as JSON in JSON', (former) => JSON.stringify(JSON.stringify(former))),
  history('the first characters of former payloads are logged', ({ payload }) => payload.slice(0, 24)),
  history('former attributes are kept in an audit log', ({ attributes }) => attributes),
  broken(
    'a revocation keeps what it has removed in an archive',
    ['154'],
    overridingOwners(({ deleteByOwner }, store) => ({
      async deleteByOwner(owner, filter, options) {
        const { sessions } = await store.server.owners.listByOwner(owner, { limit: 100 });
        for (const { id } of sessions) log(store, await store.server.load(id));
        return deleteByOwner(owner, filter, options);
      },
    })),
    withLog,
  ),
  broken(
    'a revocation logs whose sessions it has removed',
    ['154'],
    overridingOwners(({ deleteByOwner }, store) => ({
      deleteByOwner(owner, filter, options) {
        log(store, { revoked: owner });
        return deleteByOwner(owner, filter, options);
      },
    })),
    withLog,
  ),
  broken(
    'expired records go into an archive',
    ['154'],
    overriding({
      async deleteExpired(next, call, store) {
        const { records } = JSON.parse(store.backend.dump()) as { records: [string, StoredSession][] };
        for (const [, record] of records) if (record.expiresAt <= store.clock()) log(store, record);
        return next(...call);
      },
    }),
    withLog,
  ),
  broken(
    'an expired record that is replaced goes into an archive',
    ['154'],
    overriding({
      async create(next, [id, record, options], store) {
        const { records } = JSON.parse(store.backend.dump()) as { records: [string, StoredSession][] };
        log(store, records.find(([former]) => former === id)?.[1]);
        return next(id, record, options);
      },
    }),
    withLog,
  ),
  ...(['delete', 'deleteIf'] as const).map((verb) =>
    broken(
      `${verb} keeps what it has removed in an archive`,
      ['154'],
      overriding({
        async [verb](next: (...call: unknown[]) => Promise<unknown>, call: [never], store: WiredStore) {
          log(store, await store.server.load(call[0]));
          return next(...call);
        },
      }),
      withLog,
    ),
  ),
  broken("a create that is 'taken' is listed under its owner", ['156'], indexingFirst('listByOwner')),
  broken("a create that is 'taken' is revoked with its owner", ['156'], indexingFirst('deleteByOwner')),
];
