import type { SerializerExhibit } from './exhibit.js';
import { jsonExhibits } from './serializers/json.js';
import { jsonTextExhibits } from './serializers/json-text.js';
import { tableExhibits } from './serializers/table.js';
import { tableTextExhibits } from './serializers/table-text.js';

/** Serializers with one mistake each, written by someone who knew the serializer contract and not the laws. */
export const wrongSerializers: readonly SerializerExhibit[] = [
  ...jsonExhibits,
  ...jsonTextExhibits,
  ...tableExhibits,
  ...tableTextExhibits,
];
