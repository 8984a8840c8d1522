import type { PersistenceContext } from '../persistence/persistence-context.js';
import type { StoreCalls } from './store-calls.js';

/** The same, with a store that keeps records under an id. */
export interface KeyedContext extends PersistenceContext {
  readonly store: StoreCalls;
}

/** The same for a request that has until then for all its calls of the store, by `performance.now()`. */
export function within(context: KeyedContext, endsAt: number): KeyedContext {
  return { ...context, store: context.store.until(endsAt) };
}
