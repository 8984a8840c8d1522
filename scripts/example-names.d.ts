// Names that examples may use without declaring them, so that each shows only what it is about.
import type { KeyedStore } from '@sess/core';

declare global {
  const store: KeyedStore;
}
