import { describe, it } from 'vitest';
import { testSessionStore } from '../../src/index.js';
import { revokingSubject } from './sealing-subject.js';
import { FrozenStore, NamelessStore, OwnAlphabetStore } from './unusual-stores.js';

// Right, in a way of their own: no law may fail on them.
for (const store of [FrozenStore, OwnAlphabetStore, NamelessStore]) {
  testSessionStore({ describe, it }, revokingSubject(store.name, store), { effort: 'quick' });
}
