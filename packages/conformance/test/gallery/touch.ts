import type { CallOptions, SessionId, SessionRecord, StoredSession } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';
import { forever } from './create.js';

type Touch = (
  store: WiredStore,
  id: SessionId,
  renewal: { readonly expiresAt: number; readonly revision: string },
  version: string,
) => Promise<boolean>;

function touching(touch: Touch) {
  return class extends WiredStore {
    override touch(
      id: SessionId,
      expiresAt: number,
      version: string,
      revision: string,
      options?: CallOptions,
    ): Promise<boolean> {
      return this.send(options, () => touch(this, id, { expiresAt, revision }, version), { payload: '', expiresAt });
    }
  };
}

/** Writes back the whole record that it read before, until it succeeds. */
async function writeBack(
  store: WiredStore,
  id: SessionId,
  before: StoredSession,
  changes: Partial<SessionRecord>,
): Promise<boolean> {
  let { version } = before;
  for (;;) {
    const result = await store.server.update(id, { ...before, ...changes }, version);
    if (result.status !== 'conflict') return result.status === 'written';
    ({ version } = result.current);
  }
}

/** Keeps the version of a record on a touch. */
class KeepsVersions extends WiredStore {
  static readonly #former = new Map<string, string>();

  override async touch(
    id: SessionId,
    expiresAt: number,
    version: string,
    revision: string,
    options?: CallOptions,
  ): Promise<boolean> {
    const real = KeepsVersions.#former.get(version) ?? version;
    const done = await super.touch(id, expiresAt, real, revision, options);
    const now = done ? await super.load(id) : undefined;
    if (now) {
      KeepsVersions.#former.set(version, now.version);
      KeepsVersions.#former.set(`shown ${now.version}`, version);
    }
    return done;
  }

  override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    const found = await super.load(id, options);
    return found && { ...found, version: KeepsVersions.#former.get(`shown ${found.version}`) ?? found.version };
  }

  override update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions) {
    return super.update(id, record, KeepsVersions.#former.get(version) ?? version, options);
  }
}

export const brokenAtTouch = [
  broken(
    'touch drops the owner',
    ['39a', '87'],
    touching(async (store, id, renewal, version) => {
      const found = await store.server.load(id);
      if (found?.version !== version) return false;
      const { owner: _, ...rest } = found;
      return (await store.server.update(id, { ...rest, ...renewal }, version)).status === 'written';
    }),
  ),
  broken(
    'touch does not store the revision',
    ['39a'],
    touching(async (store, id, { expiresAt }, version) => {
      const found = await store.server.load(id);
      return store.server.touch(id, expiresAt, version, found?.revision ?? '');
    }),
  ),
  broken('touch keeps the version', ['39a', '39b', '34'], KeepsVersions),
  broken(
    'touch is unconditional',
    ['40', '41'],
    touching(async (store, id, { expiresAt, revision }) => {
      const found = await store.server.load(id);
      return found ? store.server.touch(id, expiresAt, found.version, revision) : false;
    }),
  ),
  broken(
    'touch restores an expired record',
    ['40', '58'],
    touching((store, id, { expiresAt, revision }, version) =>
      store.backend.view(forever).touch(id, expiresAt, version, revision),
    ),
  ),
  broken(
    'touch returns true if it changed nothing',
    ['40'],
    touching(async (store, id, { expiresAt, revision }, version) => {
      await store.server.touch(id, expiresAt, version, revision);
      return true;
    }),
  ),
  broken(
    'touch writes back the payload that it read',
    ['41'],
    touching(async (store, id, renewal, version) => {
      const found = await store.server.load(id);
      if (found?.version !== version) return false;
      for (let step = 0; step < 3; step++) await Promise.resolve();
      return writeBack(store, id, found, renewal);
    }),
  ),
  broken(
    'touch restores a record that was deleted meanwhile',
    ['42'],
    touching(async (store, id, renewal, version) => {
      const found = await store.server.load(id);
      if (found?.version !== version) return false;
      for (let step = 0; step < 3; step++) await Promise.resolve();
      const done = await store.server.touch(id, renewal.expiresAt, version, renewal.revision);
      if (!done) await store.server.create(id, { ...found, ...renewal });
      return done;
    }),
  ),
];
