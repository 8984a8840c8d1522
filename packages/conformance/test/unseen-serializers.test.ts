import { testSerializer } from '../src/index.js';
import { serializerSubject } from './gallery/unseen/exhibit.js';
import { wrongSerializers } from './gallery/unseen/serializer-exhibits.js';
import { showUnseen } from './gallery/unseen/show-unseen.js';

const options = { seed: 7 };
showUnseen(
  'serializer',
  wrongSerializers,
  (runner, exhibit) => testSerializer(runner, serializerSubject(exhibit), options),
  {},
);
