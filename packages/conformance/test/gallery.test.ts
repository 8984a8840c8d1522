import { describe, expect, it } from 'vitest';
import { testSessionStore } from '../src/index.js';
import { CollectingRunner } from './collecting-runner.js';
import { type BrokenStore, wiredSubject } from './gallery/broken-store.js';
import { brokenAtClaims } from './gallery/claims.js';
import { brokenAtClearExpired } from './gallery/clear-expired.js';
import { brokenAtClosing } from './gallery/closing.js';
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

const gallery: readonly BrokenStore[] = [
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

const options = { rounds: 0.2, sessionsOfOneOwner: 120, frozenMs: 20 };

/** The numbers of the laws that fail on a store. */
async function lawsThatCatch({ name, store, subject }: BrokenStore): Promise<string[]> {
  const runner = new CollectingRunner();
  const report = testSessionStore(runner, wiredSubject(name, store, subject), options);
  await runner.run();
  return report.laws.filter(({ outcome }) => outcome === 'failed').map(({ law }) => law);
}

function allLaws(): string[] {
  return testSessionStore(new CollectingRunner(), wiredSubject('', WiredStore), options).laws.map(({ law }) => law);
}

describe('the suite can fail', () => {
  const caught = new Map<string, readonly string[]>();

  it.each(gallery)('on a store where $name', { timeout: 60_000 }, async (entry) => {
    const laws = await lawsThatCatch(entry);
    caught.set(entry.name, laws);
    expect(laws).toEqual(expect.arrayContaining([...entry.breaks]));
  });

  it('in every one of its laws', () => {
    const width = Math.max(...gallery.map(({ name }) => name.length));
    const table = [...caught].map(([name, laws]) => `${name.padEnd(width)}  ${laws.join(' ')}`);
    console.log(['', 'broken store'.padEnd(width) + '  laws that caught it', ...table].join('\n'));
    const provoked = new Set(gallery.flatMap(({ breaks }) => breaks));
    expect(allLaws().filter((law) => !provoked.has(law))).toEqual([]);
  });
});
