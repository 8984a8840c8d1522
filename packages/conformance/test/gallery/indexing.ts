import type { OwnerIndex } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import type { StoreClass } from './broken-store.js';

type Overrides = (store: WiredStore, index: OwnerIndex) => Partial<OwnerIndex>;

/** Returns the correct store with another index of owners. */
export function indexing(overrides: Overrides): StoreClass {
  return class extends WiredStore {
    constructor(backend: Backend, clock: () => number, options?: object) {
      super(backend, clock, options);
      Object.assign(this.owners, overrides(this, { ...this.owners }));
    }
  };
}
