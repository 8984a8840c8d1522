import { DeserializeError, jsonSerializer } from '@sess/core';
import type { SerializerSubject } from '../../src/index.js';
import { binaryKeeps, BinarySerializer } from './binary-serializer.js';
import { Point, tableKeeps, TableSerializer } from './table-serializer.js';
import { escapedKeeps, escapedTags, TaggedJson } from './tagged-json.js';

export const jsonSubject: SerializerSubject = { name: 'JSON', serializer: jsonSerializer };

export const tableSubject: SerializerSubject = {
  name: 'a table',
  serializer: new TableSerializer(),
  keeps: tableKeeps,
  instances: [
    {
      name: 'Point',
      create: () => new Point(3),
      isEqual: (one, other) => (one as Point).x === (other as Point).x,
    },
  ],
  hostile: [
    '{"root":{"place":0},"nodes":[]}',
    '{"root":{"place":0},"nodes":[{"kind":"Function","items":["return 1"]}]}',
    '{"root":{"special":"constructor"},"nodes":[]}',
  ],
};

const mark = 'v2:';

/** Core's JSON behind a prefix. */
const prefixedSubject: SerializerSubject = {
  name: 'JSON behind a prefix',
  serializer: {
    name: 'prefixed',
    serialize: (value) => mark + jsonSerializer.serialize(value),
    deserialize(text) {
      if (!text.startsWith(mark)) throw new DeserializeError('no prefix');
      return jsonSerializer.deserialize(text.slice(mark.length));
    },
  },
};

/** JSON with tags. Plain objects that look like a tag are escaped. */
const taggedSubject: SerializerSubject = {
  name: 'JSON with tags',
  serializer: new TaggedJson(escapedTags),
  keeps: escapedKeeps,
  hostile: ['{"$Function":"return 1"}', '{"$date":"1970-01-01"}', '{"$special":"constructor"}'],
};

const binarySubject: SerializerSubject = {
  name: 'bytes in Base64',
  serializer: new BinarySerializer(),
  keeps: binaryKeeps,
  hostile: ['DP////8=', 'EA==', 'CwEAAABhYWE='],
};

/** Correct serializers, some of an unusual kind. */
export const soundSubjects: readonly SerializerSubject[] = [
  jsonSubject,
  tableSubject,
  prefixedSubject,
  taggedSubject,
  binarySubject,
];
