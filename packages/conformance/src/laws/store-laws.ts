import type { Law } from '../law.js';
import { claimLaws } from './claims.js';
import { clearExpiredLaws } from './clear-expired.js';
import { closingLaws } from './closing.js';
import { createLaws } from './create.js';
import { deleteLaws } from './delete.js';
import { expiryLaws } from './expiry.js';
import { fidelityLaws } from './fidelity.js';
import { isolationLaws } from './isolation.js';
import { loadLaws } from './load.js';
import { outageLaws } from './outage.js';
import { ownerRevocationLaws } from './owner-revocation.js';
import { ownerLaws } from './owners.js';
import { recoveryLaws } from './recovery.js';
import { touchLaws } from './touch.js';
import { updateLaws } from './update.js';
import { versionLaws } from './versions.js';

/** The laws of the store alone, in their order. */
export const storeLaws: readonly Law[] = [
  ...claimLaws,
  ...createLaws,
  ...loadLaws,
  ...updateLaws,
  ...versionLaws,
  ...touchLaws,
  ...deleteLaws,
  ...expiryLaws,
  ...fidelityLaws,
  ...clearExpiredLaws,
  ...ownerLaws,
  ...ownerRevocationLaws,
  ...isolationLaws,
  ...outageLaws,
  ...recoveryLaws,
  ...closingLaws,
];
