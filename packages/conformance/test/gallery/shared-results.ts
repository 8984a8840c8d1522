import type { Conflict, OwnerPage, SessionId, StoredSession } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import type { Backend } from '../wire.js';
import { broken, overriding } from './broken-store.js';

type Pending = Map<string, Promise<unknown>>;

/** Lets calls that are under way at once have one result. */
export function sharing<Result>(pending: Pending, name: string, call: () => Promise<Result>): Promise<Result> {
  const result = (pending.get(name) as Promise<Result> | undefined) ?? call();
  pending.set(name, result);
  const forget = () => void pending.delete(name);
  result.then(forget, forget);
  return result;
}

const ofInstances = new WeakMap<WiredStore, Pending>();

export function pendingOf(store: WiredStore): Pending {
  const pending = ofInstances.get(store) ?? new Map();
  ofInstances.set(store, pending);
  return pending;
}

const ofProcess: Pending = new Map();

/** Returns one object for each state of a record, and changes it when the record changes. */
class ReturnsLiveObjects extends WiredStore {
  readonly #shown = new Map<SessionId, Record<string, unknown>>();

  override async load(...call: Parameters<WiredStore['load']>): Promise<StoredSession | undefined> {
    const found = await super.load(...call);
    if (!found) return undefined;
    const shown = this.#shown.get(call[0]) ?? {};
    this.#shown.set(call[0], shown);
    return Object.assign(shown, found) as never;
  }
}

/** Changes the page that it has returned when a session of its owner ends. */
class ReturnsLivePages extends WiredStore {
  readonly #pages: OwnerPage[] = [];

  constructor(backend: Backend, clock: () => number, options?: object) {
    super(backend, clock, options);
    const { listByOwner } = this.owners;
    Object.assign(this.owners, {
      listByOwner: async (...call: Parameters<typeof listByOwner>) => {
        const page = await listByOwner(...call);
        this.#pages.push(page);
        return page;
      },
    });
  }

  override async delete(...call: Parameters<WiredStore['delete']>): Promise<boolean> {
    for (const { sessions } of this.#pages) {
      const at = sessions.findIndex(({ id }) => id === call[0]);
      if (at >= 0) (sessions as unknown[]).splice(at, 1);
    }
    return super.delete(...call);
  }
}

/** Shares the pages of calls that are under way at once. */
class SharesPages extends WiredStore {
  constructor(backend: Backend, clock: () => number, options?: object) {
    super(backend, clock, options);
    const { listByOwner } = this.owners;
    Object.assign(this.owners, {
      listByOwner: (...call: Parameters<typeof listByOwner>) =>
        sharing(pendingOf(this), JSON.stringify(call.slice(0, 2)), () => listByOwner(...call)),
    });
  }
}

const kept = new Map<string, unknown>();

/** Returns the same object again for equal values. */
function sameAgain<Value>(name: string, value: Value): Value {
  const former = kept.get(name) as Value | undefined;
  kept.set(name, former ?? value);
  return former ?? value;
}

/** Results that callers share. */
export const brokenBySharing = [
  broken(
    'loads of one instance that are under way at once return one object',
    ['135a'],
    overriding({
      load: (next, call, store) => sharing(pendingOf(store), call[0], () => next(...call)),
    }),
  ),
  broken(
    'loads of one process that are under way at once return one object',
    ['135a'],
    overriding({
      load: (next, call) => sharing(ofProcess, call[0], () => next(...call)),
    }),
  ),
  broken(
    'loads that are under way at once share their attributes',
    ['135a'],
    overriding({
      async load(next, call, store) {
        const found = await next(...call);
        if (!found?.attributes) return found;
        const { attributes } = found;
        return { ...found, attributes: await sharing(pendingOf(store), call[0], () => Promise.resolve(attributes)) };
      },
    }),
  ),
  broken(
    'conflicts that are under way at once carry one object',
    ['135a'],
    overriding({
      async update(next, call, store) {
        const result = await next(...call);
        if (result.status !== 'conflict') return result;
        const { current } = result;
        return { ...result, current: await sharing(pendingOf(store), current.version, () => Promise.resolve(current)) };
      },
    }),
  ),
  broken(
    'conflicts of deleteIf with one record carry one object',
    ['135a'],
    overriding({
      async deleteIf(next, call) {
        const result = await next(...call);
        if (result.status !== 'conflict') return result;
        return {
          ...result,
          current: sameAgain<Conflict['current']>(`${call[0]} ${result.current.version}`, result.current),
        };
      },
    }),
  ),
  broken('pages that are under way at once are one object', ['135a'], SharesPages),
  broken(
    "every 'gone' is one object",
    ['135a'],
    overriding({
      async update(next, call) {
        const result = await next(...call);
        return result.status === 'gone' ? sameAgain('gone', result) : result;
      },
    }),
  ),
  broken(
    "every 'taken' is one object",
    ['135a'],
    overriding({
      async create(next, call) {
        const result = await next(...call);
        return result.status === 'taken' ? sameAgain('taken', result) : result;
      },
    }),
  ),
  broken('a record that load returned changes with the record', ['135b'], ReturnsLiveObjects),
  broken('a page that was returned loses the sessions that end', ['135b'], ReturnsLivePages),
  broken(
    "every 'deleted' is one object",
    ['135c'],
    overriding({
      async deleteIf(next, call) {
        const result = await next(...call);
        return result.status === 'deleted' ? sameAgain('deleted', result) : result;
      },
    }),
  ),
  broken(
    "every 'written' of create is one object",
    ['135c'],
    overriding({
      async create(next, call) {
        const result = await next(...call);
        return result.status === 'written' ? sameAgain('written', { status: 'written' }) : result;
      },
    }),
  ),
];
