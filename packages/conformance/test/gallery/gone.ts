import { broken, overriding } from './broken-store.js';
import { forever } from './create.js';
import { isLong } from './sometimes.js';
import { Upserts } from './update.js';

/** Brings back something of a record that is gone, but only of some records. */
export const brokenWhenGone = [
  broken(
    'update inserts a long record that was deleted',
    ['136a'],
    overriding({
      update: (next, call, { backend, clock }) =>
        isLong(call[1]) ? new Upserts(backend, clock).update(...call) : next(...call),
    }),
  ),
  broken(
    'update restores an expired record of the same owner',
    ['136b'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const timeless = store.backend.view(forever);
        const former = await timeless.load(id);
        const isOwned = former?.owner !== undefined && former.owner === record.owner;
        return isOwned
          ? store.send(options, () => timeless.update(id, record, version), record)
          : next(id, record, version, options);
      },
    }),
  ),
  broken(
    'deleteIf deletes an expired record without an owner',
    ['136b', '46d'],
    overriding({
      async deleteIf(next, [id, version, options], store) {
        const timeless = store.backend.view(forever);
        const former = await timeless.load(id);
        return former && former.owner === undefined
          ? store.send(options, () => timeless.deleteIf(id, version))
          : next(id, version, options);
      },
    }),
  ),
  broken(
    'the attributes of an expired record stay in the record that replaces it',
    ['136b', '10a'],
    overriding({
      async create(next, [id, record, options], store) {
        const former = await store.backend.view(forever).load(id);
        return next(id, { ...record, ...(former?.attributes && { attributes: former.attributes }) }, options);
      },
    }),
  ),
  broken(
    'an update with a deadline in the past keeps the former deadline',
    ['128b'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const live = await store.server.load(id);
        const expiresAt = record.expiresAt > store.clock() ? record.expiresAt : (live?.expiresAt ?? 0);
        return next(id, { ...record, expiresAt }, version, options);
      },
    }),
  ),
  broken(
    'a touch to the past means no deadline',
    ['128b'],
    overriding({
      touch: (next, [id, expiresAt, ...rest], store) =>
        next(id, expiresAt > store.clock() ? expiresAt : Date.UTC(2099, 0, 1), ...rest),
    }),
  ),
];
