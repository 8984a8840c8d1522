import { registerStoreLaws } from '../../src/fixture/register-fixture-laws.js';
import { fetchMiddleware } from '../../src/index.js';
import { coreLaws } from '../../src/laws/core/core-laws.js';
import { storyLaws } from '../../src/laws/http/story-laws.js';
import { storeLaws } from '../../src/laws/store/store-laws.js';
import type { StoreFixture } from '../../src/fixture/store-fixture.js';
import type { Law } from '../../src/suite/law.js';
import type { SuiteOptions } from '../../src/suite/suite-options.js';
import { CollectingRunner } from '../collecting-runner.js';
import { WiredStore } from '../wired-store.js';
import { brokenAtAlikeOwners } from './alike-owners.js';
import { brokenResults } from './contested-results.js';
import { brokenAtArguments } from './arguments.js';
import { type BrokenStore, wiredSubject } from './broken-store.js';
import { brokenByChangingArguments } from './changed-arguments.js';
import { brokenCaches } from './caches.js';
import { brokenAtClaims } from './claims.js';
import { brokenAtClearingEverything } from './clear-everything.js';
import { brokenAtClearExpired } from './clear-expired.js';
import { brokenAtClosing } from './closing.js';
import { brokenUnderCore } from './core/broken-stores.js';
import { brokenClearing } from './core/clearing.js';
import { brokenKeyChanges } from './core/key-changes.js';
import { brokenVisits } from './core/visits.js';
import { brokenComparisons } from './compared-versions.js';
import { brokenWhenContested } from './contested.js';
import { brokenAtCountExpired } from './count-expired.js';
import { brokenAtCreate } from './create.js';
import { brokenInCrowds } from './crowded.js';
import { brokenAtDelete } from './delete.js';
import { brokenAtDiagnosis } from './diagnosis.js';
import { brokenAtExactValues } from './exact-values.js';
import { brokenByDeadlineLengths } from './deadline-lengths.js';
import { brokenAtExpiry } from './expiry.js';
import { brokenByOwnEncodings } from './own-encodings.js';
import { brokenAtFidelity } from './fidelity.js';
import { brokenWhenGone } from './gone.js';
import { brokenBehindSites, brokenSites } from './http.js';
import { brokenAtLists } from './lists.js';
import { brokenAtLoad } from './load.js';
import { brokenAtSequences } from './model.js';
import { brokenWhenMoving } from './moving-owners.js';
import { brokenEntries } from './lost-entries.js';
import { brokenAtOutage } from './outage.js';
import { brokenAtOwners } from './owners.js';
import { brokenAtInterruptions } from './interruptions.js';
import { brokenByJoinedReads } from './joined-reads.js';
import { lawsToRun } from './laws-to-run.js';
import { brokenNames } from './repeated-versions.js';
import { brokenBySharing } from './shared-results.js';
import { brokenAtRevocations } from './revocations.js';
import { brokenAtSecrecy } from './secrecy.js';
import { brokenInRealTime } from './real-time.js';
import { slips } from './slips.js';
import { brokenSometimes } from './sometimes.js';
import { brokenAtTouch } from './touch.js';
import { brokenUnprepared } from './unprepared.js';
import { brokenAtUpkeep } from './upkeep.js';
import { brokenAtUpdate } from './update.js';

const brokenStores: readonly BrokenStore[] = [
  ...brokenAtClaims,
  ...brokenAtArguments,
  ...brokenAtCreate,
  ...brokenAtLoad,
  ...brokenAtUpdate,
  ...brokenAtTouch,
  ...brokenAtDelete,
  ...brokenAtExpiry,
  ...brokenByDeadlineLengths,
  ...brokenByOwnEncodings,
  ...brokenAtFidelity,
  ...brokenAtExactValues,
  ...brokenAtClearExpired,
  ...brokenAtClearingEverything,
  ...brokenAtCountExpired,
  ...brokenAtOwners,
  ...brokenAtAlikeOwners,
  ...brokenAtLists,
  ...brokenEntries,
  ...brokenWhenMoving,
  ...brokenAtRevocations,
  ...brokenAtOutage,
  ...brokenAtInterruptions,
  ...brokenByJoinedReads,
  ...brokenAtSecrecy,
  ...brokenAtUpkeep,
  ...brokenInRealTime,
  ...brokenUnprepared,
  ...brokenAtClosing,
  ...brokenAtDiagnosis,
  ...brokenCaches,
  ...slips,
  ...brokenAtSequences,
  ...brokenResults,
  ...brokenBySharing,
  ...brokenByChangingArguments,
  ...brokenComparisons,
  ...brokenNames,
  ...brokenSometimes,
  ...brokenWhenContested,
  ...brokenInCrowds,
  ...brokenWhenGone,
];

/** A mistake, and the laws to run on it. */
export interface Exhibit extends BrokenStore {
  readonly laws: readonly Law<StoreFixture>[];
  readonly createManager?: SuiteOptions['createManager'];
}

/** Stores with one mistake each. */
export const storeGallery: readonly Exhibit[] = brokenStores.map((entry) => ({ ...entry, laws: storeLaws }));

/** Mistakes of core, and mistakes of stores that affect core. */
export const coreGallery: readonly Exhibit[] = [
  ...brokenUnderCore.map((entry) => ({ ...entry, laws: coreLaws })),
  ...[...brokenVisits, ...brokenKeyChanges, ...brokenClearing].map((entry) => ({
    ...entry,
    store: WiredStore,
    laws: coreLaws,
  })),
];

/** Mistakes that browsers can see. */
export const siteGallery: readonly Exhibit[] = [
  ...brokenBehindSites.map((entry) => ({ ...entry, laws: storyLaws(fetchMiddleware) })),
  ...brokenSites.map(({ middleware, ...entry }) => ({
    ...entry,
    store: WiredStore,
    laws: storyLaws(middleware?.(fetchMiddleware) ?? fetchMiddleware),
  })),
];

/** Some mistakes are calls that never end. Nothing else takes so long, unless the machine is very busy. */
const hangsAfterMs = 10_000;

/** Returns the numbers of the laws that fail. */
export async function lawsThatCatch(exhibit: Exhibit): Promise<string[]> {
  const { name, store, subject, breaks, createManager } = exhibit;
  const runner = new CollectingRunner();
  const laws = lawsToRun(exhibit.laws, breaks);
  const options = {
    rounds: 0.2,
    sessionsOfOneOwner: 120,
    modelRuns: 100,
    // So that what is found by chance is found each time.
    seed: 7,
    frozenMs: 10,
    lawTimeoutMs: hangsAfterMs,
    ...(createManager && { createManager }),
  };
  const report = registerStoreLaws(runner, name, wiredSubject(name, store, subject), laws, options);
  await runner.run();
  return report.laws.filter(({ outcome }) => outcome === 'failed').map(({ law }) => law);
}
