import type { RunLength } from './measure/run-length.js';
import { CannotMeasure, type Figure, type Row } from './row.js';
import { type RowName, rows } from './rows.js';

/** The result of one row. */
export interface MeasuredRow {
  readonly name: RowName;
  readonly what: string;
  readonly figures: readonly Figure[];
  /** Why the row was not measured. */
  readonly missing?: string;
}

// Each row has its own process, so that the compiled code and the heap of one row do not affect the next.
const [name, length] = process.argv.slice(2) as [RowName, string];
const row: Row = await rows[name]();
const measured: MeasuredRow = await row.measure(JSON.parse(length) as RunLength).then(
  (figures) => ({ name, what: row.what, figures }),
  (error: unknown) => {
    if (error instanceof CannotMeasure) return { name, what: row.what, figures: [], missing: error.message };
    throw error;
  },
);
process.send!(measured, () => process.disconnect());
