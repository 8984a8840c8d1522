import { type SessionStore, StoreError } from '@sess/core';
import { intercepted } from './spied-store.js';
import { never } from './visitors.js';

/** The store with a switch that makes every call fail, or never answer. */
export function troubled<Store extends SessionStore>(store: Store) {
  const trouble: { now: 'none' | 'down' | 'frozen' } = { now: 'none' };
  const intercept = intercepted(store, (_verb, call) => {
    if (trouble.now === 'frozen') return never;
    if (trouble.now === 'down')
      return Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
    return call();
  });
  return { store: intercept, trouble };
}
