import { testSessionStore } from '../src/index.js';
import { keyedSubject } from './gallery/unseen/exhibit.js';
import { wrongKeyedStores } from './gallery/unseen/keyed-exhibits.js';
import { showUnseen } from './gallery/unseen/show-unseen.js';

const options = { rounds: 0.5, sessionsOfOneOwner: 1200, frozenMs: 300, lawTimeoutMs: 20_000 };
const missed = {
  'leaves the index entries of records that deleteExpired removes':
    'the contract allows an index that names too much, because no list shows what it names',
  'deletes the sessions of an owner in one pass':
    'a record that is created after the last pass may stay, so only a pause inside the call could tell',
};
showUnseen(
  'keyed',
  wrongKeyedStores,
  (runner, exhibit, seed) => testSessionStore(runner, keyedSubject(exhibit), { ...options, seed }),
  missed,
);
