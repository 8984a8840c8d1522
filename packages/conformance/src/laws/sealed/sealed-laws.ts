import type { Law } from '../../law.js';
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
  ...sealedClaimLaws,
  ...sealedCallLaws,
  ...keptRecordLaws,
  ...revocationLaws,
  ...forgeryLaws,
  ...bindingLaws,
  ...keyRingLaws,
  ...freshnessLaws,
  ...deadlineLaws,
];
