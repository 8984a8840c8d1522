import type { KeyedStore } from '@sess/core';
import type { OpenStore } from '../src/stores/open-store.js';

const verbs: ReadonlySet<PropertyKey> = new Set([
  'load',
  'create',
  'update',
  'touch',
  'delete',
  'deleteIf',
] satisfies (keyof KeyedStore)[]);

/** Records each store call that the sessions of requests make. */
export function counted(calls: string[]): (opened: OpenStore) => OpenStore {
  return (opened) => ({
    ...opened,
    store: new Proxy(opened.store, {
      get(store, name) {
        const value: unknown = Reflect.get(store, name, store);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (verbs.has(name)) calls.push(String(name));
          return Reflect.apply(value, store, args);
        };
      },
    }),
  });
}
