import type { KeyedExhibit } from './exhibit.js';
import { attributeExhibits } from './keyed/attributes.js';
import { clearingExhibits } from './keyed/clearing.js';
import { deleteExhibits } from './keyed/delete.js';
import { diagnosisExhibits } from './keyed/diagnosis.js';
import { failureExhibits } from './keyed/failures.js';
import { instantExhibits } from './keyed/instants.js';
import { lifeExhibits } from './keyed/life-of-the-store.js';
import { limitExhibits } from './keyed/limits-and-arguments.js';
import { listExhibits } from './keyed/lists.js';
import { loadAndCreateExhibits } from './keyed/load-and-create.js';
import { ownerExhibits } from './keyed/owners.js';
import { payloadExhibits } from './keyed/payload.js';
import { signalExhibits } from './keyed/signals.js';
import { updateAndTouchExhibits } from './keyed/update-and-touch.js';
import { versionExhibits } from './keyed/versions.js';

/** Keyed stores with one mistake each, written by someone who knew the store contract and not the laws. */
export const wrongKeyedStores: readonly KeyedExhibit[] = [
  ...payloadExhibits,
  ...instantExhibits,
  ...ownerExhibits,
  ...attributeExhibits,
  ...versionExhibits,
  ...loadAndCreateExhibits,
  ...updateAndTouchExhibits,
  ...deleteExhibits,
  ...clearingExhibits,
  ...listExhibits,
  ...failureExhibits,
  ...signalExhibits,
  ...limitExhibits,
  ...diagnosisExhibits,
  ...lifeExhibits,
];
