import { devalueSerializer } from '@sess/devalue';
import { parse, stringify } from 'devalue';
import { measureValue } from '../measure/value-cost.js';
import type { Row } from '../row.js';

// About 1 MB in devalue's format, which refers to each array by a number.
const value = Array.from({ length: 100_000 }, () => []);
const text = stringify(value);

export const row: Row = {
  what: '1 MB of [[],[],…] with devalue, over its own parse and stringify',
  measure: (length) =>
    measureValue(
      {
        value,
        serializer: devalueSerializer,
        floor: () => stringify(parse(text)),
        before: ['5 s', '–', '–'],
        targets: [3, 2, 1.5],
      },
      length,
    ),
};
