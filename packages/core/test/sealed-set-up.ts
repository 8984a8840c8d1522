import type { SealedStore } from '../src/contract/sealed-store.js';
import { SealingStore, type SealingOptions } from './sealing-store.js';
import { type Options, setUp } from './set-up.js';

type Changed = Options & { readonly sealing?: Partial<SealingOptions> };

/** Like `setUp`, with a sealed store. */
export function setUpSealed({ sealing, ...options }: Changed = {}) {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new SealingStore({ clock, ...sealing });
  return { ...setUp({ clock, store: store as SealedStore, ...options }), time, store };
}

/** Like `setUp`, with a sealed store that can revoke, and the revoked ids. */
export function setUpRevoking(options: Changed = {}) {
  const revoked = new Set<string>();
  return { revoked, ...setUpSealed({ ...options, sealing: { revoked, ...options.sealing } }) };
}
