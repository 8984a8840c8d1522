import type { SessionId } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
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
    overriding({ delete: async (_next, call, store) => (await store.load(...call)) !== undefined }),
  ),
  broken(
    'delete always says true',
    ['46a', '46b'],
    overriding({
      async delete(next, call) {
        await next(...call);
        return true;
      },
    }),
  ),
  broken(
    'delete looks first, and answers with what it saw',
    ['46b'],
    overriding({
      async delete(next, call, store) {
        const found = await store.load(...call);
        await next(...call);
        return found !== undefined;
      },
    }),
  ),
  broken(
    'delete does not see expired records',
    ['48'],
    overriding({ delete: async (next, call, store) => ((await store.load(...call)) ? next(...call) : false) }),
  ),
  broken(
    'deleteIf does not look at the version',
    ['46c', '46e'],
    overriding({
      deleteIf: async (_next, [id, , options], store) => ({
        status: (await store.delete(id, options)) ? 'deleted' : 'gone',
      }),
    }),
  ),
  broken(
    "deleteIf says 'deleted' of what was not there",
    ['46d'],
    overriding({
      async deleteIf(next, call) {
        const answer = await next(...call);
        return answer.status === 'gone' ? { status: 'deleted' } : answer;
      },
    }),
  ),
  broken(
    'deleteIf checks the version, then deletes',
    ['46e'],
    overriding({
      async deleteIf(_next, [id, version, options], store) {
        const current = await store.load(id, options);
        if (!current) return { status: 'gone' };
        if (current.version !== version) return { status: 'conflict', current };
        return { status: (await store.delete(id, options)) ? 'deleted' : 'gone' };
      },
    }),
  ),
];
