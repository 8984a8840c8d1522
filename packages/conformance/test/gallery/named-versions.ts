import type { CallOptions, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import type { StoreClass } from './broken-store.js';
import { forever } from './create.js';

/** A write that needs a name for what it stored. */
export interface NamedWrite {
  readonly store: WiredStore;
  readonly id: SessionId;
  readonly verb: 'create' | 'update' | 'touch';
  /** What was stored before, live or expired. */
  readonly former: StoredSession | undefined;
}

/** Returns a store that names its versions like this, and compares them like this; everything else is correct. */
export function naming(
  name: (write: NamedWrite) => string,
  isMatch = (stored: string, given: string) => stored === given,
): StoreClass {
  const backends = new WeakMap<Backend, Map<string, string>>();
  const namesOf = (backend: Backend) => {
    const names = backends.get(backend) ?? new Map<string, string>();
    backends.set(backend, names);
    return names;
  };
  return class extends WiredStore {
    #shown(found: StoredSession): StoredSession {
      return { ...found, version: namesOf(this.backend).get(found.version) ?? found.version };
    }

    async #realVersion(id: SessionId, given: string): Promise<string> {
      const found = await this.server.load(id);
      return found && isMatch(this.#shown(found).version, given) ? found.version : 'no such version';
    }

    #name(real: string | undefined, write: NamedWrite): string {
      const shown = name(write);
      if (real !== undefined) namesOf(this.backend).set(real, shown);
      return shown;
    }

    override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
      const found = await super.load(id, options);
      return found && this.#shown(found);
    }

    override async create(id: SessionId, record: SessionRecord, options?: CallOptions) {
      const former = await this.backend.view(forever).load(id);
      const result = await super.create(id, record, options);
      if (result.status === 'taken') return result;
      return { ...result, version: this.#name(result.version, { store: this, id, verb: 'create', former }) };
    }

    override async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions) {
      const former = await this.server.load(id);
      const result = await super.update(id, record, await this.#realVersion(id, version), options);
      if (result.status === 'conflict') return { ...result, current: this.#shown(result.current) };
      if (result.status === 'gone') return result;
      const named = this.#name(result.version, { store: this, id, verb: 'update', former });
      return { ...result, version: named } satisfies UpdateResult;
    }

    override async touch(id: SessionId, ...[expiresAt, version, revision, options]: TouchCall) {
      const former = await this.server.load(id);
      const isDone = await super.touch(id, expiresAt, await this.#realVersion(id, version), revision, options);
      const real = (await this.server.load(id))?.version;
      if (isDone) this.#name(real, { store: this, id, verb: 'touch', former });
      return isDone;
    }

    override async deleteIf(id: SessionId, version: string, options?: CallOptions) {
      const result = await super.deleteIf(id, await this.#realVersion(id, version), options);
      return result.status === 'conflict' ? { ...result, current: this.#shown(result.current) } : result;
    }
  };
}

type TouchCall = [expiresAt: number, version: string, revision: string, options?: CallOptions];
