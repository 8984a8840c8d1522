import type { DeleteResult, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';
import { newRevision } from '../../../src/fixture/random-ids.js';
import {
  type BrokenCore,
  brokenCore as broken,
  type MakeManager,
  replace,
  withCalls,
  withSessionChanges,
} from './broken-core.js';

function isTombstone(args: readonly unknown[]): boolean {
  return (args[1] as SessionRecord | undefined)?.payload?.includes('"successor"') ?? false;
}

/** Changes how an old record is superseded. */
function superseding(
  supersede: (
    call: (record: SessionRecord) => Promise<UpdateResult>,
    id: SessionId,
    record: SessionRecord,
    version: string,
  ) => Promise<unknown>,
): MakeManager {
  return withCalls((store) => (verb, call, args) => {
    if (verb !== 'update' || !isTombstone(args)) return call();
    const [id, record, version] = args as [SessionId, SessionRecord, string];
    return supersede((changed) => store.update(id, changed, version), id, record, version);
  });
}

export const brokenKeyChanges: readonly BrokenCore[] = [
  broken(
    'the old key stays valid',
    ['51a', '51b', '52a', '54'],
    superseding(() => Promise.resolve({ status: 'written' })),
  ),
  broken(
    'the tombstone keeps the owner, for an hour',
    ['51b'],
    superseding((update, _id, record) =>
      update({ ...record, owner: 'Ursula', expiresAt: record.expiresAt + 3_600_000 }),
    ),
  ),
  broken(
    'each regenerate creates a record',
    ['52a'],
    withSessionChanges({
      session(session, store) {
        const regenerate = session.regenerate.bind(session);
        replace(session, 'regenerate', () => {
          regenerate();
          const now = Date.now();
          const record = { payload: '{}', createdAt: now, expiresAt: now + 1e9, revision: newRevision() };
          if (session.id) store.create(session.id, record).catch(() => undefined);
        });
      },
    }),
  ),
  broken(
    'the old record is deleted, not superseded',
    ['52b'],
    withCalls((store) => async (verb, call, args) => {
      if (verb !== 'update' || !isTombstone(args)) return call();
      const [id, , version] = args as [SessionId, SessionRecord, string];
      const deleted = await store.deleteIf(id, version);
      return deleted.status === 'deleted' ? { status: 'written', version: 'none' } : deleted;
    }),
  ),
  broken(
    'requests write to the session of the user who signed in',
    ['52c'],
    superseding((update, _id, record) =>
      update({ ...record, payload: record.payload.replace('sign-in', 'regenerate') }),
    ),
  ),
  broken(
    'a key change does not notice that the session ended',
    ['53a', '53b'],
    superseding(async (update, _id, record) => {
      const result = await update(record);
      return result.status === 'gone' ? { status: 'written', version: 'none' } : result;
    }),
  ),
  broken(
    'a superseded key is treated as unknown',
    ['53c', '53d', '55c'],
    withCalls(() => async (verb, call) => {
      const result = await call();
      return verb === 'load' && (result as StoredSession | undefined)?.payload.includes('"successor"')
        ? undefined
        : result;
    }),
  ),
  broken(
    'a new key starts a new session',
    ['51a', '56'],
    withCalls((store) => (verb, call, args) => {
      if (verb !== 'create') return call();
      const [id, record] = args as [SessionId, SessionRecord];
      return store.create(id, { ...record, createdAt: record.createdAt + 10 });
    }),
  ),
  broken(
    'the old record gets the new owner first',
    ['55a'],
    withCalls((store) => {
      let loaded: SessionId | undefined;
      return async (verb, call, args) => {
        if (verb === 'load') loaded = args[0] as SessionId;
        const record = args[1] as SessionRecord;
        const former = verb === 'create' && record.owner !== undefined && loaded ? await store.load(loaded) : undefined;
        if (former && loaded) await store.update(loaded, record, former.version);
        return call();
      };
    }),
  ),
  broken(
    'a late destroy ends nothing',
    ['55b'],
    withCalls(() => async (verb, call) => {
      const result = await call();
      return verb === 'deleteIf' && (result as DeleteResult).status === 'conflict' ? { status: 'gone' } : result;
    }),
  ),
];
