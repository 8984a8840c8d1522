import type { SessionId } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { type BrokenStore, broken, overriding } from './broken-store.js';

class ReadsOneMore extends WiredStore {
  constructor(backend: Backend, clock: () => number, options?: object) {
    super(backend, clock, options);
    const { listByOwner } = this.owners;
    Object.assign(this.owners, {
      listByOwner(...[owner, page]: Parameters<typeof listByOwner>) {
        const { limit } = page;
        const listed = listByOwner(owner, { ...page });
        Object.assign(page, { limit: limit + 1 });
        return listed;
      },
    });
  }
}

class SortsExceptions extends WiredStore {
  constructor(backend: Backend, clock: () => number, options?: object) {
    super(backend, clock, options);
    const { deleteByOwner } = this.owners;
    Object.assign(this.owners, {
      deleteByOwner(...call: Parameters<typeof deleteByOwner>) {
        (call[1].except as SessionId[]).sort();
        return deleteByOwner(...call);
      },
    });
  }
}

/** Stores that change what they are given. */
export const brokenByChangingArguments: readonly BrokenStore[] = [
  broken(
    'adds the id to the record that it is given, as a driver of MongoDB does',
    ['135d'],
    overriding({
      create(next, [id, record, options]) {
        const stored = next(id, { ...record }, options);
        Object.assign(record, { _id: id });
        return stored;
      },
    }),
  ),
  broken(
    'corrects createdAt in the record that update was given, once the update is done',
    ['135d'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const result = await next(id, record, version, options);
        if (result.status === 'written') {
          Object.assign(record, { createdAt: (await store.server.load(id))?.createdAt });
        }
        return result;
      },
    }),
  ),
  broken(
    'removes an attribute from the record that a refused create was given',
    ['135d'],
    overriding({
      async create(next, [id, record, options]) {
        const result = await next(id, record, options);
        if (result.status === 'taken' && record.attributes) {
          const [name = ''] = Object.keys(record.attributes);
          Reflect.deleteProperty(record.attributes, name);
        }
        return result;
      },
    }),
  ),
  broken('counts up the limit of a page to see whether there is another one', ['135d'], ReadsOneMore),
  broken('sorts the ids that a revocation spares where they are', ['135d'], SortsExceptions),
];
