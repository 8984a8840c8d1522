import type { SealedExhibit } from './exhibit.js';
import { keyExhibits } from './sealed/keys.js';
import { recordExhibits } from './sealed/records.js';
import { revocationExhibits } from './sealed/revocations.js';
import { tokenExhibits } from './sealed/tokens.js';

/** Sealed stores with one mistake each, written by someone who knew the store contract and not the laws. */
export const wrongSealedStores: readonly SealedExhibit[] = [
  ...tokenExhibits,
  ...recordExhibits,
  ...keyExhibits,
  ...revocationExhibits,
];
