import type { SealedSubject } from '../../src/index.js';
import { type Revocations, RevokingStore } from './revoking-store.js';
import { SealingStore } from './sealing-store.js';

/** The constructor of the stores in the gallery. */
export type SealingClass = new (
  options: ConstructorParameters<typeof SealingStore>[0] & { readonly revocations: Revocations },
) => SealingStore;

/** Returns a subject that claims all abilities. */
export function revokingSubject(name = 'RevokingStore', store: SealingClass = RevokingStore): SealedSubject {
  const revocations: Revocations = { ids: new Map(), isDown: false };
  return {
    kind: 'sealed',
    name,
    claims: ['revoke', 'close', 'diagnose', 'chunks', 'purposes', 'next keys'],
    open: (options) => new store({ ...options, revocations }),
    openUnreachable: (options) => new store({ ...options, revocations: { ids: new Map(), isDown: true } }),
    construct: (options) => new store({ ...options, revocations }),
  };
}

/** A subject without optional members, for the simplest store. */
export const plainSubject: SealedSubject = {
  kind: 'sealed',
  name: 'SealingStore',
  open: ({ clock, keys }) => new SealingStore({ clock, keys }),
};

/** The simplest store with the constructor that {@link revokingSubject} calls. */
export class UnrevokingStore extends SealingStore {
  constructor({ revocations: _none, ...options }: ConstructorParameters<SealingClass>[0]) {
    super(options);
  }
}
