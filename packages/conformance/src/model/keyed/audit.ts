import { similarVersions } from '../../fixture/similar-versions.js';
import { pick } from './cast.js';
import { keptIn } from './resolve.js';
import type { Run } from './run.js';
import { cellsOf } from './world.js';

/**
 * Looks at everything through both instances, and removes it while it is listed. So every mistake that changes a record
 * is found, and runs leave nothing.
 */
export async function audit(run: Run): Promise<void> {
  const ids = [...run.world.cells.keys()].filter((id) =>
    cellsOf(run.world, id).some(({ kept, used }) => kept ?? used[0]),
  );
  const owners = run.fixture.one.owners && ids.length > 0 ? run.cast.owners : [];
  run.trace.begin('Then every record is loaded, listed and removed.');
  for (const on of [0, 1]) {
    for (const id of ids) await run.make({ verb: 'load', id }, on);
  }
  for (const owner of owners) await run.page(owner, 2, 1);
  for (const [index, id] of ids.entries()) {
    const { version } = keptIn(run.world, id) ?? {};
    if (version !== undefined) {
      await run.make(
        { verb: 'deleteIf', id, version: pick(similarVersions(version), run.cast.index + index) },
        index % 2,
      );
    }
    await run.make({ verb: 'delete', id }, (index + 1) % 2);
    await continueList(run);
  }
  while (run.listings.length > 0) await continueList(run);
  for (const owner of owners) await run.make({ verb: 'deleteByOwner', owner, except: [] }, 0);
}

async function continueList(run: Run): Promise<void> {
  const [listing] = run.listings;
  if (listing) await run.page(listing.owner, 2, listing.on);
}
