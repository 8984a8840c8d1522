import { StoreError } from '@sess/core';
import type { StoreSubject } from '../../src/index.js';
import { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';

/** How a store is constructed: what the gallery's classes have in common. */
export type StoreClass = new (backend: Backend, clock: () => number, options?: object) => WiredStore;

export interface BrokenStore {
  /** The mistake, in words. */
  readonly name: string;
  /** The laws that must notice it. Others may. */
  readonly breaks: readonly string[];
  readonly store: StoreClass;
  /** Where the mistake is in what the subject says rather than in the store. */
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

/** A subject that claims everything there is to claim. */
export function wiredSubject(name: string, store: StoreClass, overrides?: BrokenStore['subject']): StoreSubject {
  const backend = new Backend();
  const elsewhere = new Backend();
  const open = (where: Backend, clock: () => number) => {
    const opened = new store(where, clock);
    return Promise.resolve({ store: opened, ping: () => opened.ping() });
  };
  return {
    name,
    claims: ['touch', 'deleteExpired', 'owners', 'close'],
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

/** As a store answers whose table is missing. */
class UnpreparedStore extends WiredStore {
  override send(): Promise<never> {
    return Promise.reject(new StoreError('There is no table "session": run session.sql.', { outcome: 'not-applied' }));
  }
}
