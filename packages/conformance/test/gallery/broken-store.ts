import { type KeyedStore, StoreError } from '@sess/core';
import type { StoreSubject } from '../../src/index.js';
import { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';

/** The constructor of the stores in the gallery. */
export type StoreClass = new (backend: Backend, clock: () => number, options?: object) => WiredStore;

export interface BrokenStore {
  /** The mistake, in words. */
  readonly name: string;
  /** The laws that must notice it. Others may. */
  readonly breaks: readonly string[];
  readonly store: StoreClass;
  /** For a mistake in the subject rather than in the store. */
  readonly subject?: (backend: Backend) => Partial<StoreSubject>;
}

export function broken(
  name: string,
  breaks: readonly string[],
  store: StoreClass,
  subject?: BrokenStore['subject'],
): BrokenStore {
  return { name, breaks, store, ...(subject && { subject }) };
}

type Verbs = Required<Omit<KeyedStore, 'kind' | 'limits' | 'owners'>>;

/** Replacements of verbs. They may call the correct verb, `next`, or use the store's server directly. */
export type Overrides = {
  readonly [Verb in keyof Verbs]?: (
    next: Verbs[Verb],
    call: Parameters<Verbs[Verb]>,
    store: WiredStore,
  ) => ReturnType<Verbs[Verb]>;
};

/** Returns the correct store with some verbs replaced. */
export function overriding(overrides: Overrides): StoreClass {
  return class extends WiredStore {
    constructor(backend: Backend, clock: () => number, options?: object) {
      super(backend, clock, options);
      for (const verb of Object.keys(overrides) as (keyof Verbs)[]) override(this, verb, overrides[verb] as Override);
    }
  };
}

type Override = (next: unknown, call: readonly unknown[], store: WiredStore) => unknown;

function override(store: WiredStore, verb: keyof Verbs, instead: Override): void {
  const next: unknown = store[verb].bind(store);
  Object.defineProperty(store, verb, { value: (...call: unknown[]) => instead(next, call, store) });
}

/** Returns a subject that claims all abilities. */
export function wiredSubject(name: string, store: StoreClass, overrides?: BrokenStore['subject']): StoreSubject {
  const backend = new Backend();
  const elsewhere = new Backend();
  const open = (where: Backend, clock: () => number) => {
    const opened = new store(where, clock);
    return Promise.resolve({ store: opened, ping: () => opened.ping() });
  };
  return {
    name,
    claims: ['touch', 'deleteExpired', 'countExpired', 'owners', 'diagnose', 'close'],
    attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2], isAdmin: [true, false] },
    open: ({ clock }) => open(backend, clock),
    openElsewhere: ({ clock }) => open(elsewhere, clock),
    construct: (options) => new store(backend, Date.now, options),
    dump: () => Promise.resolve(backend.dump()),
    outage: backend,
    forget: () => backend.forget(),
    unprepared: {
      open: ({ clock }) => Promise.resolve({ store: new UnpreparedStore(new Backend(), clock) }),
      remedy: /session\.sql/,
    },
    ...overrides?.(backend),
  };
}

/** Behaves like a store whose table is missing. */
class UnpreparedStore extends WiredStore {
  override send(): Promise<never> {
    return Promise.reject(new StoreError('There is no table "session": run session.sql.', { outcome: 'not-applied' }));
  }
}
