import type { OwnerIndex } from '@sess/core';
import { WiredStore } from '../../wired-store.js';
import { broken } from '../broken-store.js';
import { LastWriteWins, Upserts } from '../update.js';

/** Lists the owner's sessions once and deletes only these. */
class RevokesOnce extends WiredStore {
  override readonly owners: OwnerIndex = {
    listByOwner: (owner, page, options) => this.send(options, () => this.server.owners.listByOwner(owner, page)),
    deleteByOwner: (owner, { except }, options) =>
      this.send(options, async () => {
        const { sessions } = await this.server.owners.listByOwner(owner, { limit: 1000 });
        for (let step = 0; step < 20; step++) await Promise.resolve();
        const doomed = sessions.filter(({ id }) => !except.includes(id));
        const results = await Promise.all(doomed.map(({ id }) => this.server.delete(id)));
        return results.filter(Boolean).length;
      }),
  };
}

/** Mistakes of a store that affect its sessions. */
export const brokenUnderCore = [
  broken('the last write wins, whatever the version', ['66', '67a', '68', '70'], LastWriteWins),
  broken('update is an upsert', ['71'], Upserts),
  broken('deleteByOwner lists sessions only once', ['89c'], RevokesOnce),
];
