import type { SealedStore } from '../src/contract/sealed-store.js';
import { SealingStore, type SealingOptions } from './sealing-store.js';
import { type Options, setUp } from './set-up.js';

type Changed = Options & { readonly sealing?: Partial<SealingOptions> };

/** The set-up of keyed stores on a sealed one, with the ids that were revoked where it can revoke. */
export function setUpSealed({ sealing, ...options }: Changed = {}) {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new SealingStore({ clock, ...sealing });
  return { ...setUp({ clock, store: store as SealedStore, ...options }), time, store };
}

/** Likewise with a list of revocations. */
export function setUpRevoking(options: Changed = {}) {
  const revoked = new Set<string>();
  return { revoked, ...setUpSealed({ ...options, sealing: { revoked, ...options.sealing } }) };
}
