import type { SessionId } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import type { Backend } from '../wire.js';
import { broken, overriding } from './broken-store.js';

const archives = new WeakMap<Backend, string[]>();

/** Keeps a copy of a deleted row. */
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
  broken('deleted records are kept in another table', ['47b'], Archives, (backend) => ({
    dump: () => Promise.resolve([backend.dump(), ...(archives.get(backend) ?? [])].join('\n')),
  })),
  broken(
    'delete does not remove the record',
    ['45'],
    overriding({ delete: async (_next, call, store) => (await store.load(...call)) !== undefined }),
  ),
  broken(
    'delete always returns true',
    ['46a', '46b'],
    overriding({
      async delete(next, call) {
        await next(...call);
        return true;
      },
    }),
  ),
  broken(
    'delete loads first, and returns whether it found the record',
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
    'delete does not find expired records',
    ['48'],
    overriding({ delete: async (next, call, store) => ((await store.load(...call)) ? next(...call) : false) }),
  ),
  broken(
    'deleteIf does not compare the version',
    ['46c', '46e'],
    overriding({
      deleteIf: async (_next, [id, , options], store) => ({
        status: (await store.delete(id, options)) ? 'deleted' : 'gone',
      }),
    }),
  ),
  broken(
    "deleteIf returns 'deleted' for an absent record",
    ['46d'],
    overriding({
      async deleteIf(next, call) {
        const result = await next(...call);
        return result.status === 'gone' ? { status: 'deleted' } : result;
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
