import { brokenBindings } from './bindings.js';
import type { BrokenSealedStore } from './broken-sealed-store.js';
import { brokenSealedCalls, brokenSealedClaims } from './claims.js';
import { brokenDeadlines } from './deadlines.js';
import { brokenSealedDiagnoses } from './diagnosis.js';
import { brokenForgeries } from './forgeries.js';
import { brokenKeptRecords, brokenRevocations } from './kept.js';
import { brokenKeyRings, brokenSalts } from './key-rings.js';

/** Sealed stores with one mistake each. */
export const sealedGallery: readonly BrokenSealedStore[] = [
  ...brokenSealedClaims,
  ...brokenSealedCalls,
  ...brokenSealedDiagnoses,
  ...brokenKeptRecords,
  ...brokenRevocations,
  ...brokenForgeries,
  ...brokenBindings,
  ...brokenKeyRings,
  ...brokenSalts,
  ...brokenDeadlines,
];
