import {
  type CallOptions,
  type SessionId,
  type SessionRecord,
  StoreError,
  type StoredSession,
  type UpdateResult,
} from '@sess/core';
import type { CallArguments, StoreCall } from '@sess/core/store';
import type { KeyedExhibit } from '../exhibit.js';
import { RowStore } from '../row-store.js';

const topic = 'signals and rejections';

export const signalExhibits: readonly KeyedExhibit[] = [
  {
    name: 'throws bad arguments synchronously',
    topic,
    store: class extends RowStore {
      override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        this.begin('load', { id }, undefined);
        return super.load(id, options);
      }
    },
  },
  {
    name: 'throws the reason of an aborted signal synchronously in deleteByOwner',
    topic,
    store: class extends RowStore {
      override deleteByOwner(owner: string, except: readonly SessionId[], options?: CallOptions): Promise<number> {
        options?.signal?.throwIfAborted();
        return super.deleteByOwner(owner, except, options);
      }
    },
  },
  {
    name: 'does not look at the signal of a touch',
    topic,
    store: class extends RowStore {
      override touch(id: SessionId, expiresAt: number, version: string, revision: string): Promise<boolean> {
        return super.touch(id, expiresAt, version, revision);
      }
    },
  },
  {
    name: 'sends a write whose signal is aborted, and then rejects with its reason',
    topic,
    store: class extends RowStore {
      override async update(
        id: SessionId,
        record: SessionRecord,
        version: string,
        options?: CallOptions,
      ): Promise<UpdateResult> {
        const result = await super.update(id, record, version);
        options?.signal?.throwIfAborted();
        return result;
      }
    },
  },
  {
    name: 'rejects an aborted call with a StoreError in place of the reason',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        if (options?.signal?.aborted) throw new StoreError('The call was aborted.', { outcome: 'not-applied' });
        return super.begin(verb, given, options);
      }
    },
  },
];
