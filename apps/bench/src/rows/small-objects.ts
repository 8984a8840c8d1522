import { measureValue } from '../measure/value-cost.js';
import type { Row } from '../row.js';

const value = Array.from({ length: 90_000 }, (_, index) => ({ n: index }));
const text = JSON.stringify(value);

export const row: Row = {
  what: '90,000 small objects, likewise',
  measure: (length) =>
    measureValue(
      { value, floor: () => JSON.stringify(JSON.parse(text)), before: ['30', '20', '5'], targets: [4, 3, 1.5] },
      length,
    ),
};
