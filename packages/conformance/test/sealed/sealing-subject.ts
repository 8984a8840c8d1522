import type { SealedSubject } from '../../src/index.js';
import { type Revocations, RevokingStore } from './revoking-store.js';
import { SealingStore } from './sealing-store.js';

/** How the stores of the gallery are constructed. */
export type SealingClass = new (
  options: ConstructorParameters<typeof SealingStore>[0] & { readonly revocations: Revocations },
) => SealingStore;

/** A subject that claims everything there is to claim. */
export function revokingSubject(name = 'RevokingStore', store: SealingClass = RevokingStore): SealedSubject {
  const revocations: Revocations = { ids: new Map(), isDown: false };
  return {
    kind: 'sealed',
    name,
    claims: ['revoke', 'close', 'chunks', 'purposes', 'next keys'],
    open: (options) => new store({ ...options, revocations }),
    openUnreachable: (options) => new store({ ...options, revocations: { ids: new Map(), isDown: true } }),
    construct: (options) => new store({ ...options, revocations }),
  };
}

/** As little as an author has to write, and as much as the plainest store has. */
export const plainSubject: SealedSubject = {
  kind: 'sealed',
  name: 'SealingStore',
  open: ({ clock, keys }) => new SealingStore({ clock, keys }),
};

/** The plain store as the subject above constructs it. */
export class UnrevokingStore extends SealingStore {
  constructor({ revocations: _none, ...options }: ConstructorParameters<SealingClass>[0]) {
    super(options);
  }
}
