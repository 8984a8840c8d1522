import type { Law } from '../../law.js';
import { anonymousVisitLaws } from './anonymous-visits.js';
import { contestedKeyChangeLaws } from './contested-key-change.js';
import { corruptPayloadLaws } from './corrupt-payloads.js';
import { dyingProcessLaws } from './dying-process.js';
import { failedCallLaws } from './failed-calls.js';
import { keyChangeLaws } from './key-change.js';
import { mergingLaws } from './merging.js';
import { secrecyLaws } from './secrecy.js';
import { signingOutLaws } from './signing-out.js';
import { storedValueLaws } from './stored-values.js';
import { timeoutLaws } from './timeouts.js';

/** The laws of core together with the store, by way of its manager. */
export const coreLaws: readonly Law[] = [
  ...anonymousVisitLaws,
  ...corruptPayloadLaws,
  ...storedValueLaws,
  ...timeoutLaws,
  ...signingOutLaws,
  ...keyChangeLaws,
  ...contestedKeyChangeLaws,
  ...dyingProcessLaws,
  ...mergingLaws,
  ...secrecyLaws,
  ...failedCallLaws,
];
