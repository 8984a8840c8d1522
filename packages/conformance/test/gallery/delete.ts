import type { CallOptions, DeleteResult, SessionId } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import type { Backend } from '../wire.js';
import { broken, overriding } from './broken-store.js';

const archives = new WeakMap<Backend, string[]>();

/** Sets a deleted row aside, for the statistics. */
async function archive({ backend, server }: WiredStore, id: SessionId): Promise<void> {
  const kept = archives.get(backend) ?? [];
  archives.set(backend, [...kept, id, JSON.stringify(await server.load(id))]);
}

const Archives = overriding({
  async delete(next, call, store) {
    await archive(store, call[0]);
    return next(...call);
  },
});

export const brokenAtDelete = [
  broken('what is deleted is kept in a table of its own', ['47b'], Archives, (backend) => ({
    dump: () => Promise.resolve([backend.dump(), ...(archives.get(backend) ?? [])].join('\n')),
  })),
  broken(
    'delete only marks, for a moment, and the record comes back',
    ['45'],
    class extends WiredStore {
      override async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        return (await super.load(id, options)) !== undefined;
      }
    },
  ),
  broken(
    'delete always says true',
    ['46a', '46b'],
    class extends WiredStore {
      override async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        await super.delete(id, options);
        return true;
      }
    },
  ),
  broken(
    'delete looks first, and answers with what it saw',
    ['46b'],
    class extends WiredStore {
      override async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        const found = await super.load(id, options);
        await super.delete(id, options);
        return found !== undefined;
      }
    },
  ),
  broken(
    'delete does not see expired records',
    ['48'],
    class extends WiredStore {
      override async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        return (await super.load(id, options)) ? super.delete(id, options) : false;
      }
    },
  ),
  broken(
    'deleteIf does not look at the version',
    ['46c', '46e'],
    class extends WiredStore {
      override async deleteIf(id: SessionId, _version: string, options?: CallOptions): Promise<DeleteResult> {
        return (await super.delete(id, options)) ? { status: 'deleted' } : { status: 'gone' };
      }
    },
  ),
  broken(
    "deleteIf says 'deleted' of what was not there",
    ['46d'],
    class extends WiredStore {
      override async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
        const answer = await super.deleteIf(id, version, options);
        return answer.status === 'gone' ? { status: 'deleted' } : answer;
      }
    },
  ),
  broken(
    'deleteIf checks the version, then deletes',
    ['46e'],
    class extends WiredStore {
      override async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
        const current = await super.load(id, options);
        if (!current) return { status: 'gone' };
        if (current.version !== version) return { status: 'conflict', current };
        return (await super.delete(id, options)) ? { status: 'deleted' } : { status: 'gone' };
      }
    },
  ),
];
