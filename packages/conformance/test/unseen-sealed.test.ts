import { testSessionStore } from '../src/index.js';
import { sealedSubject } from './gallery/unseen/exhibit.js';
import { wrongSealedStores } from './gallery/unseen/sealed-exhibits.js';
import { showUnseen } from './gallery/unseen/show-unseen.js';

const options = { rounds: 0.5, frozenMs: 30, sealedTokens: 5000 };
showUnseen(
  'sealed',
  wrongSealedStores,
  (runner, exhibit, seed) => testSessionStore(runner, sealedSubject(exhibit), { ...options, seed }),
  {},
);
