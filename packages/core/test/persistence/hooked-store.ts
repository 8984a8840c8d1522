import type { KeyedStore } from '../../src/contract/keyed-store.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import type { SessionId } from '../../src/contract/session-id.js';

export interface StoreCall {
  readonly verb: string;
  readonly id: SessionId;
  /** Lets the store do it. */
  readonly apply: () => Promise<unknown>;
}

/** Stands between core and a store: decides what becomes of each call. */
export type Hook = (call: StoreCall) => Promise<unknown>;

export interface Kind {
  /** `written` tells the new version, or core has to load first (memcached). */
  readonly tellsVersion: boolean;
  /** Deadlines move by `touch`, or by `update` (memcached). */
  readonly touches: boolean;
}

export const kinds: readonly Kind[] = [
  { tellsVersion: true, touches: true },
  { tellsVersion: false, touches: false },
];

/** A store of that kind on the records of `store`, whose calls go through the hook. */
export function hooked(store: MemorySessionStore, { tellsVersion, touches }: Kind, hook: Hook): KeyedStore {
  const inner = new MemorySessionStore({ shareWith: store });
  const through =
    <Args extends [SessionId, ...unknown[]], Result>(verb: string, run: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      // The options are left out: a call that is under way is applied although nobody waits for it any more.
      hook({
        verb,
        id: args[0],
        apply: () => run(...(args.filter((arg) => !isOptions(arg)) as Args)),
      }) as Promise<Result>;
  // The version is optional in every answer that has that status, which a generic one does not tell.
  const quiet = <Result extends { readonly status: string }>(result: Result): Result =>
    result.status === 'written' && !tellsVersion ? ({ status: 'written' } as unknown as Result) : result;
  return {
    kind: 'keyed',
    limits: inner.limits,
    load: through('load', (id) => inner.load(id)),
    create: through('create', async (id, record) => quiet(await inner.create(id, record))),
    update: through('update', async (id, record, version) => quiet(await inner.update(id, record, version))),
    ...(touches && { touch: through('touch', (id, ...rest) => inner.touch(id, ...rest)) }),
    delete: through('delete', (id) => inner.delete(id)),
    deleteIf: through('deleteIf', (id, version) => inner.deleteIf(id, version)),
    owners: inner.owners,
  };
}

function isOptions(arg: unknown): boolean {
  return typeof arg === 'object' && arg !== null && 'signal' in arg;
}

export interface AtRest {
  readonly id: string;
  readonly owner: string | undefined;
  readonly data: Record<string, unknown>;
  readonly successor: string | undefined;
  readonly isLive: boolean;
}

/** What is in the store, as somebody who looks into the database sees it. */
export function atRest(store: MemorySessionStore, now: number): AtRest[] {
  const { records } = JSON.parse(store.dump()) as {
    records: [string, { payload: string; owner?: string; expiresAt: number }][];
  };
  return records.map(([id, { payload, owner, expiresAt }]) => {
    const envelope = JSON.parse(payload) as { data?: Record<string, unknown>; successor?: string };
    const { data = {}, successor } = envelope;
    return { id, owner, data, successor, isLive: successor === undefined && now < expiresAt };
  });
}
