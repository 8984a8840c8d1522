import type { SessionId, StoredSession } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';

/** Reads what it returns in a second statement. */
function secondRead(store: WiredStore, id: SessionId): Promise<StoredSession> {
  return store.load(id) as Promise<StoredSession>;
}

/** Results that tell of another client's write. */
export const brokenResults = [
  broken(
    'update returns the version that a second statement reads',
    ['132'],
    overriding({
      async update(next, call, store) {
        const result = await next(...call);
        if (result.status !== 'written') return result;
        const found = await store.load(call[0]);
        return { status: 'written', ...(found && { version: found.version }) };
      },
    }),
  ),
  broken(
    'create returns the version that a second statement reads',
    ['132'],
    overriding({
      async create(next, call, store) {
        const result = await next(...call);
        if (result.status !== 'written') return result;
        const found = await store.load(call[0]);
        return { status: 'written', ...(found && { version: found.version }) };
      },
    }),
  ),
  broken(
    'create fails if its record is gone when it reads the version',
    ['132'],
    overriding({
      async create(next, call, store) {
        const result = await next(...call);
        if (result.status !== 'written') return result;
        return { status: 'written', version: (await secondRead(store, call[0])).version };
      },
    }),
  ),
  broken(
    'a conflict of update carries what a second statement reads',
    ['134'],
    overriding({
      async update(next, call, store) {
        const result = await next(...call);
        return result.status === 'conflict' ? { ...result, current: await secondRead(store, call[0]) } : result;
      },
    }),
  ),
  broken(
    'a conflict of deleteIf carries what a second statement reads',
    ['134'],
    overriding({
      async deleteIf(next, call, store) {
        const result = await next(...call);
        return result.status === 'conflict' ? { ...result, current: await secondRead(store, call[0]) } : result;
      },
    }),
  ),
  broken(
    'a conflict carries what was read before the condition was checked',
    ['134'],
    overriding({
      async update(next, call, store) {
        const before = await store.load(call[0]);
        const result = await next(...call);
        return result.status === 'conflict' && before ? { ...result, current: before } : result;
      },
    }),
  ),
  broken(
    'a conflict carries a mixture of two reads',
    ['134'],
    overriding({
      async update(next, call, store) {
        const result = await next(...call);
        if (result.status !== 'conflict') return result;
        const { payload, owner } = (await store.load(call[0])) ?? result.current;
        return { ...result, current: { ...result.current, payload, ...(owner !== undefined && { owner }) } };
      },
    }),
  ),
  broken(
    "deleteIf that meets a conflict returns 'gone' if another client writes then",
    ['134'],
    overriding({
      async deleteIf(next, call, store) {
        const result = await next(...call);
        if (result.status !== 'conflict') return result;
        const { version } = await secondRead(store, call[0]).then((found) => found ?? result.current);
        return version === result.current.version ? result : { status: 'gone' };
      },
    }),
  ),
];
