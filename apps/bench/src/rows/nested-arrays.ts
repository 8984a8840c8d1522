import { measureValue } from '../measure/value-cost.js';
import type { Row } from '../row.js';

function nested(depth: number): unknown[] {
  return depth === 1 ? [] : [nested(depth - 1)];
}
const value = Array.from({ length: 5000 }, () => nested(96));
const text = JSON.stringify(value);

export const row: Row = {
  what: '5,000 arrays nested 96 deep, likewise',
  measure: (length) =>
    measureValue(
      { value, floor: () => JSON.stringify(JSON.parse(text)), before: ['20', '10', '2.5'], targets: [4, 3, 1.5] },
      length,
    ),
};
