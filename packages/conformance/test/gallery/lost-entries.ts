import type { CallOptions, CreateResult, DeleteResult, SessionId, SessionRecord } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';
import { showing } from './lists.js';

/** Sessions that the index of a backend no longer has, and when it lost those that have a deadline of their own. */
const unlisted = new WeakMap<WiredStore['backend'], Map<SessionId, number>>();

function lostIn(store: WiredStore): Map<SessionId, number> {
  const lost = unlisted.get(store.backend) ?? new Map<SessionId, number>();
  unlisted.set(store.backend, lost);
  return lost;
}

const losing = showing((session, store) =>
  store.clock() >= (lostIn(store).get(session.id) ?? Infinity) ? undefined : session,
);

export const brokenEntries = [
  broken(
    'a deleteIf that meets another version removes the index entry',
    ['87'],
    class extends losing {
      override async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
        const result = await super.deleteIf(id, version, options);
        if (result.status === 'conflict') lostIn(this).set(id, 0);
        return result;
      }
    },
  ),
  broken(
    'an index entry ends at the first deadline',
    ['86d'],
    class extends losing {
      override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
        const result = await super.create(id, record, options);
        if (result.status === 'written') lostIn(this).set(id, record.expiresAt);
        return result;
      }
    },
  ),
];
