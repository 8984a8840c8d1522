import type { SealedFixture } from '../../fixture/sealed-fixture.js';
import { about, type Law } from '../../suite/law.js';
import { bindingLaws } from './bindings.js';
import { sealedCallLaws } from './calls.js';
import { chunkLaws } from './chunks.js';
import { sealedClaimLaws } from './claims.js';
import { cookieSizeLaws } from './cookie-sizes.js';
import { deadlineLaws } from './deadlines.js';
import { forgeryLaws } from './forgeries.js';
import { freshnessLaws } from './freshness.js';
import { sealedFidelityLaws } from './fidelity.js';
import { keyRingLaws } from './key-ring.js';
import { revocationLaws } from './revocation.js';
import { sealedLimitLaws } from './limits.js';
import { nameBindingLaws } from './name-bindings.js';
import { revocationLifetimeLaws } from './revocation-lifetime.js';
import { secretBindingLaws } from './secret-bindings.js';
import { sealedSecrecyLaws } from './error-secrecy.js';
import { sealedSequenceLaws } from './sequences.js';
import { sealedSignOutLaws } from './sealed-sign-outs.js';
import { sealedVisitLaws } from './sealed-visits.js';

/** The laws of a sealed store alone, in the order in which they run. */
export const sealedLaws: readonly Law<SealedFixture>[] = [
  ...about('Claims', [...sealedClaimLaws, ...sealedLimitLaws, ...sealedSecrecyLaws]),
  ...about('Calls', sealedCallLaws),
  ...about('What is kept', sealedFidelityLaws),
  ...about('Revocation', [...revocationLaws, ...revocationLifetimeLaws]),
  ...about('Forgeries', forgeryLaws),
  ...about('What tokens are bound to', [...bindingLaws, ...nameBindingLaws, ...secretBindingLaws]),
  ...about('The key ring', keyRingLaws),
  ...about('Freshness', freshnessLaws),
  ...about('Deadlines', deadlineLaws),
  ...about('The model', sealedSequenceLaws),
];

/** The laws of core with a sealed store, in addition to those of every store. */
export const sealedCoreLaws: readonly Law<SealedFixture>[] = [
  ...about('Sealed visits', sealedVisitLaws),
  ...about('Signing out, with revocations', sealedSignOutLaws),
  ...about('Sizes of cookies', cookieSizeLaws),
  ...about('Sessions over several cookies', chunkLaws),
];
