import type { KeyedStore } from '../../src/contract/keyed-store.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import type { SessionId } from '../../src/contract/session-id.js';

export interface StoreCall {
  readonly verb: string;
  readonly id: SessionId;
  /** Passes the call on to the store. */
  readonly apply: () => Promise<unknown>;
}

/** Receives each call of core instead of the store, and decides what happens to it. */
export type Hook = (call: StoreCall) => Promise<unknown>;

export interface Kind {
  /** `written` carries the new version. Without it core has to load first (memcached). */
  readonly returnsVersion: boolean;
  /** The store has `touch`. Without it deadlines move by `update` (memcached). */
  readonly hasTouch: boolean;
}

export const kinds: readonly Kind[] = [
  { returnsVersion: true, hasTouch: true },
  { returnsVersion: false, hasTouch: false },
];

/** Returns a store of that kind on the records of `store`. Its calls go through the hook. */
export function hooked(store: MemorySessionStore, { returnsVersion, hasTouch }: Kind, hook: Hook): KeyedStore {
  const inner = new MemorySessionStore({ shareWith: store });
  const through =
    <Args extends [SessionId, ...unknown[]], Result>(verb: string, run: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      // The options are left out, so an abort does not stop a call that is under way.
      hook({
        verb,
        id: args[0],
        apply: () => run(...(args.filter((arg) => !isOptions(arg)) as Args)),
      }) as Promise<Result>;
  // The cast is needed because a generic result does not say that the version is optional with this status.
  const withVersion = <Result extends { readonly status: string }>(result: Result): Result =>
    result.status === 'written' && !returnsVersion ? ({ status: 'written' } as unknown as Result) : result;
  return {
    kind: 'keyed',
    limits: inner.limits,
    load: through('load', (id) => inner.load(id)),
    create: through('create', async (id, record) => withVersion(await inner.create(id, record))),
    update: through('update', async (id, record, version) => withVersion(await inner.update(id, record, version))),
    ...(hasTouch && { touch: through('touch', (id, ...rest) => inner.touch(id, ...rest)) }),
    delete: through('delete', (id) => inner.delete(id)),
    deleteIf: through('deleteIf', (id, version) => inner.deleteIf(id, version)),
    owners: inner.owners,
  };
}

function isOptions(arg: unknown): boolean {
  return typeof arg === 'object' && arg !== null && 'signal' in arg;
}

export interface StoredRecord {
  readonly id: string;
  readonly owner: string | undefined;
  readonly data: Record<string, unknown>;
  readonly successor: string | undefined;
  readonly isLive: boolean;
}

/** Returns what the store keeps, tombstones and expired records included. */
export function storedRecords(store: MemorySessionStore, now: number): StoredRecord[] {
  const { records } = JSON.parse(store.dump()) as {
    records: [string, { payload: string; owner?: string; expiresAt: number }][];
  };
  return records.map(([id, { payload, owner, expiresAt }]) => {
    const envelope = JSON.parse(payload) as { data?: Record<string, unknown>; successor?: string };
    const { data = {}, successor } = envelope;
    return { id, owner, data, successor, isLive: successor === undefined && now < expiresAt };
  });
}
