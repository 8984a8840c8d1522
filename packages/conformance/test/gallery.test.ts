import { describe, expect, it } from 'vitest';
import type { SuiteOptions } from '../src/bench.js';
import type { Law } from '../src/law.js';
import { coreLaws } from '../src/laws/core/core-laws.js';
import { storeLaws } from '../src/laws/store-laws.js';
import { registerLaws } from '../src/suite.js';
import { CollectingRunner } from './collecting-runner.js';
import { type BrokenStore, wiredSubject } from './gallery/broken-store.js';
import { brokenAtClaims } from './gallery/claims.js';
import { brokenAtClearExpired } from './gallery/clear-expired.js';
import { brokenAtClosing } from './gallery/closing.js';
import { brokenUnderCore } from './gallery/core/broken-stores.js';
import { brokenKeyChanges } from './gallery/core/key-changes.js';
import { brokenVisits } from './gallery/core/visits.js';
import { brokenAtCreate } from './gallery/create.js';
import { brokenAtDelete } from './gallery/delete.js';
import { brokenAtExpiry } from './gallery/expiry.js';
import { brokenAtFidelity } from './gallery/fidelity.js';
import { brokenAtLoad } from './gallery/load.js';
import { brokenAtOutage } from './gallery/outage.js';
import { brokenAtOwners } from './gallery/owners.js';
import { brokenAtTouch } from './gallery/touch.js';
import { brokenAtUpdate } from './gallery/update.js';
import { WiredStore } from './wired-store.js';

const brokenStores: readonly BrokenStore[] = [
  ...brokenAtClaims,
  ...brokenAtCreate,
  ...brokenAtLoad,
  ...brokenAtUpdate,
  ...brokenAtTouch,
  ...brokenAtDelete,
  ...brokenAtExpiry,
  ...brokenAtFidelity,
  ...brokenAtClearExpired,
  ...brokenAtOwners,
  ...brokenAtOutage,
  ...brokenAtClosing,
];

interface Exhibit extends BrokenStore {
  readonly laws: readonly Law[];
  readonly createManager?: SuiteOptions['createManager'];
}

const gallery: readonly Exhibit[] = [
  ...brokenStores.map((entry) => ({ ...entry, laws: storeLaws })),
  ...brokenUnderCore.map((entry) => ({ ...entry, laws: coreLaws })),
  ...[...brokenVisits, ...brokenKeyChanges].map((entry) => ({ ...entry, store: WiredStore, laws: coreLaws })),
];

/** The numbers of the laws that fail on it. */
async function lawsThatCatch({ name, store, subject, laws, createManager }: Exhibit): Promise<string[]> {
  const runner = new CollectingRunner();
  const options = { rounds: 0.2, sessionsOfOneOwner: 120, frozenMs: 20, ...(createManager && { createManager }) };
  const report = registerLaws(runner, name, wiredSubject(name, store, subject), laws, options);
  await runner.run();
  return report.laws.filter(({ outcome }) => outcome === 'failed').map(({ law }) => law);
}

describe('the suite can fail', () => {
  const caught = new Map<string, readonly string[]>();

  it.each(gallery)('where $name', { timeout: 60_000 }, async (exhibit) => {
    const laws = await lawsThatCatch(exhibit);
    caught.set(exhibit.name, laws);
    expect(laws).toEqual(expect.arrayContaining([...exhibit.breaks]));
  });

  it('in every one of its laws', () => {
    const width = Math.max(...gallery.map(({ name }) => name.length));
    const table = [...caught].map(([name, laws]) => `${name.padEnd(width)}  ${laws.join(' ')}`);
    console.log(['', `${'what is broken'.padEnd(width)}  laws that caught it`, ...table].join('\n'));
    const provoked = new Set(gallery.flatMap(({ breaks }) => breaks));
    const laws = [...storeLaws, ...coreLaws].map(({ number }) => number);
    expect(laws.filter((law) => !provoked.has(law))).toEqual([]);
  });
});
