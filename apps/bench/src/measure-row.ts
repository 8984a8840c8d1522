import type { RunLength } from './measure/run-length.js';
import { CannotMeasure, type Figure } from './row.js';
import { type RowName, rows } from './rows.js';

/** What became of one row. */
export interface MeasuredRow {
  readonly name: RowName;
  readonly what: string;
  readonly figures: readonly Figure[];
  /** Why nothing was measured. */
  readonly missing?: string;
}

// A process of its own for each: what one row leaves compiled, or on the heap, is not the next one's cost.
const [name, length] = process.argv.slice(2) as [RowName, string];
const { row } = await rows[name]();
const measured: MeasuredRow = await row.measure(JSON.parse(length) as RunLength).then(
  (figures) => ({ name, what: row.what, figures }),
  (error: unknown) => {
    if (error instanceof CannotMeasure) return { name, what: row.what, figures: [], missing: error.message };
    throw error;
  },
);
process.send!(measured, () => process.disconnect());
