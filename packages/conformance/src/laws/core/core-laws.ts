import type { Fixture } from '../../fixture/fixture.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { about, type Law } from '../../suite/law.js';
import { absoluteDeadlineLaws } from './absolute-deadlines.js';
import { anonymousVisitLaws } from './anonymous-visits.js';
import { clearingLaws } from './clearing.js';
import { contestedKeyChangeLaws } from './contested-key-change.js';
import { contestedSignOutLaws } from './contested-signing-out.js';
import { corruptPayloadLaws } from './corrupt-payloads.js';
import { dyingProcessLaws } from './dying-process.js';
import { failedCallLaws } from './failed-calls.js';
import { freshKeyLaws } from './fresh-keys.js';
import { keyChangeLaws } from './key-change.js';
import { keySecrecyLaws } from './key-secrecy.js';
import { lostCallLaws } from './lost-calls.js';
import { mergingLaws } from './merging.js';
import { secrecyLaws } from './secrecy.js';
import { signingOutLaws } from './signing-out.js';
import { storedValueLaws } from './stored-values.js';
import { timeoutLaws } from './timeouts.js';

/** The laws of core with any store, keyed or sealed, through its manager. */
export const everyStoreLaws: readonly Law<Fixture>[] = [
  ...about('Anonymous visits', anonymousVisitLaws),
  ...about('Corrupt payloads', corruptPayloadLaws),
  ...about('Stored values', storedValueLaws),
  ...about('Timeouts', [...timeoutLaws, ...absoluteDeadlineLaws]),
  ...about('Signing out', signingOutLaws),
  ...about('Secrecy', secrecyLaws),
  ...about('Failed calls', failedCallLaws),
];

/** The laws of core with a keyed store. */
export const coreLaws: readonly Law<StoreFixture>[] = [
  ...everyStoreLaws,
  ...about('Keys', freshKeyLaws),
  ...about('Change of the key', keyChangeLaws),
  ...about('Change of the key, contested', contestedKeyChangeLaws),
  ...about('Signing out, contested', contestedSignOutLaws),
  ...about('Processes that die', dyingProcessLaws),
  ...about('Merging', mergingLaws),
  ...about('Secrecy of keys', keySecrecyLaws),
  ...about('Lost calls', lostCallLaws),
  ...about('Clearing by the manager', clearingLaws),
];
