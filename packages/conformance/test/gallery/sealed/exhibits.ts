import { brokenNames, brokenRings, brokenSecrets } from './alike.js';
import { brokenBindings } from './bindings.js';
import type { BrokenSealedStore } from './broken-sealed-store.js';
import { brokenSealedCalls, brokenSealedClaims } from './claims.js';
import { brokenDeadlines } from './deadlines.js';
import { brokenSealedDiagnoses } from './diagnosis.js';
import { brokenForgeries } from './forgeries.js';
import { brokenKeptRecords, brokenRevocations } from './kept.js';
import { brokenEdges } from './kept-edges.js';
import { brokenKeyRings, brokenSalts } from './key-rings.js';
import { brokenStreams } from './key-streams.js';
import { brokenRefusals } from './refusals.js';
import { brokenRevocationLifetimes } from './revocation-lifetimes.js';
import { brokenSequences } from './sequences.js';
import { brokenSpellings } from './spellings.js';

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
  ...brokenSpellings,
  ...brokenStreams,
  ...brokenNames,
  ...brokenSecrets,
  ...brokenRings,
  ...brokenRevocationLifetimes,
  ...brokenRefusals,
  ...brokenEdges,
  ...brokenSequences,
];
