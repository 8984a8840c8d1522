import { about, type Law } from '../../law.js';
import type { SealedBench } from '../../sealed/sealed-bench.js';
import { bindingLaws } from './bindings.js';
import { sealedCallLaws } from './calls.js';
import { sealedClaimLaws } from './claims.js';
import { deadlineLaws } from './deadlines.js';
import { forgeryLaws } from './forgeries.js';
import { freshnessLaws } from './freshness.js';
import { keptRecordLaws } from './kept.js';
import { keyRingLaws } from './key-ring.js';
import { revocationLaws } from './revocation.js';

/** The laws of a sealed store alone, in their order. */
export const sealedLaws: readonly Law<SealedBench>[] = [
  ...about('Claims', sealedClaimLaws),
  ...about('Calls', sealedCallLaws),
  ...about('What is kept', keptRecordLaws),
  ...about('Revocation', revocationLaws),
  ...about('Forgeries', forgeryLaws),
  ...about('What tokens are bound to', bindingLaws),
  ...about('The key ring', keyRingLaws),
  ...about('Freshness', freshnessLaws),
  ...about('Deadlines', deadlineLaws),
];
