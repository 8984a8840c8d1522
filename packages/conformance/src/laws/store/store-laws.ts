import type { StoreFixture } from '../../fixture/store-fixture.js';
import { about, type Law } from '../../suite/law.js';
import { alikeOwnerLaws } from './alike-owners.js';
import { contestedResultLaws } from './contested-results.js';
import { argumentLaws } from './arguments.js';
import { claimLaws } from './claims.js';
import { clearEverythingLaws } from './clear-everything.js';
import { clearExpiredLaws } from './clear-expired.js';
import { closingLaws } from './closing.js';
import { comparedVersionLaws } from './compared-versions.js';
import { conditionLaws } from './conditions.js';
import { contestedRecordLaws } from './contested-records.js';
import { countExpiredLaws } from './count-expired.js';
import { createLaws } from './create.js';
import { crowdedRecordLaws } from './crowded-records.js';
import { deadlineLengthLaws } from './deadline-lengths.js';
import { deleteLaws } from './delete.js';
import { diagnosisLaws } from './diagnosis.js';
import { exactValueLaws } from './exact-values.js';
import { endedRecordLaws } from './ended-records.js';
import { expiryLaws } from './expiry.js';
import { fidelityLaws } from './fidelity.js';
import { independentResultLaws } from './independent-results.js';
import { interruptionLaws } from './interruptions.js';
import { isolationLaws } from './isolation.js';
import { limitLaws } from './limits.js';
import { listPageLaws } from './list-pages.js';
import { listedSessionLaws } from './listed-sessions.js';
import { loadLaws } from './load.js';
import { manyAtOnceLaws } from './many-at-once.js';
import { modelLaws } from './model.js';
import { movingOwnerLaws } from './moving-owners.js';
import { outageLaws } from './outage.js';
import { ownerRevocationLaws } from './owner-revocation.js';
import { ownEncodingLaws } from './own-encodings.js';
import { ownerLaws } from './owners.js';
import { ownerTrafficLaws } from './owner-traffic.js';
import { recoveryLaws } from './recovery.js';
import { repeatedVersionLaws } from './repeated-versions.js';
import { realTimeLaws } from './real-time.js';
import { refusalLaws } from './refusals.js';
import { upkeepLaws } from './upkeep.js';
import { touchLaws } from './touch.js';
import { unpreparedLaws } from './unprepared.js';
import { updateLaws } from './update.js';
import { versionLaws } from './versions.js';

/**
 * The laws of the store alone, in the order in which one writes a store. For each verb, its results come first and its
 * races second.
 */
export const storeLaws: readonly Law<StoreFixture>[] = [
  ...about('Claims', claimLaws),
  ...about('Create', [...createLaws, ...manyAtOnceLaws]),
  ...about('Load', loadLaws),
  ...about('Update', updateLaws),
  ...about('Versions', [...versionLaws, ...comparedVersionLaws, ...repeatedVersionLaws]),
  ...about('Touch', touchLaws),
  ...about('Delete', deleteLaws),
  ...about('Conditions', [...conditionLaws, ...endedRecordLaws, ...contestedRecordLaws, ...crowdedRecordLaws]),
  ...about('Results', [...contestedResultLaws, ...independentResultLaws]),
  ...about('Limits', [...limitLaws, ...refusalLaws]),
  ...about('Arguments', argumentLaws),
  ...about('Expiry', [...expiryLaws, ...deadlineLengthLaws, ...realTimeLaws]),
  ...about('Fidelity', [...fidelityLaws, ...exactValueLaws, ...ownEncodingLaws]),
  ...about('Clearing expired records', [...clearExpiredLaws, ...clearEverythingLaws, ...countExpiredLaws]),
  ...about('Owners', [
    ...ownerLaws,
    ...listedSessionLaws,
    ...listPageLaws,
    ...alikeOwnerLaws,
    ...ownerTrafficLaws,
    ...movingOwnerLaws,
  ]),
  ...about("Revoking an owner's sessions", ownerRevocationLaws),
  ...about('Isolation', [...isolationLaws, ...upkeepLaws]),
  ...about('Outage', outageLaws),
  ...about('Interrupted calls', interruptionLaws),
  ...about('Recovery', [...recoveryLaws, ...unpreparedLaws]),
  ...about('Closing', closingLaws),
  ...about('Diagnosis', diagnosisLaws),
  ...about('Any sequence of calls', modelLaws),
];
