import { measureValue } from '../measure/value-cost.js';
import type { Row } from '../row.js';

const value = Array.from({ length: 350_000 }, () => []);
const text = JSON.stringify(value);

export const row: Row = {
  what: '1 MB of [[],[],…] over parse and stringify',
  measure: (length) =>
    measureValue(
      { value, floor: () => JSON.stringify(JSON.parse(text)), before: ['70', '55', '11'], targets: [4, 3, 1.5] },
      length,
    ),
};
