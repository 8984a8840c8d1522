import { jsonSerializer } from '@sess/core';
import type { SerializerSubject } from '../../src/index.js';
import { Point, tableKeeps, TableSerializer } from './table-serializer.js';

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
