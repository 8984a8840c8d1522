import { testSerializer } from '../src/index.js';
import { serializerSubject } from './gallery/unseen/exhibit.js';
import { wrongSerializers } from './gallery/unseen/serializer-exhibits.js';
import { showUnseen } from './gallery/unseen/show-unseen.js';

const missed = {
  'makes two objects of one that is a key of a Map and in another place':
    'keys of a Map are compared by their content, and no generated value repeats one elsewhere',
};
showUnseen(
  'serializer',
  wrongSerializers,
  (runner, exhibit, seed) => testSerializer(runner, serializerSubject(exhibit), { seed }),
  missed,
);
