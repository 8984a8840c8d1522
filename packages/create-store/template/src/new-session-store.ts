import type { CallOptions, CreateResult, DeleteResult, KeyedStore, UpdateResult } from '@sess/core';
import type { SessionId, SessionRecord, StoredSession, StoreLimits } from '@sess/core';
import { CallGuard, checkOptions, clockRule, countRule } from '@sess/core/store';

/** The part of your driver's client that the store calls. The application hands over a client of its own. */
export interface NewClient {
  readonly [method: string]: unknown;
}

export interface NewSessionStoreOptions {
  /** The longest payload that is kept, in bytes of UTF-8. @defaultValue 1 MiB */
  readonly maxPayloadBytes?: number;
  /** Epoch milliseconds. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

/** Keeps sessions in … */
export class NewSessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits;
  /** The first line of each verb: `const call = this.guard.begin('update', { id, record, version }, options);` */
  readonly guard: CallGuard;
  readonly client: NewClient;
  readonly clock: () => number;

  constructor(client: NewClient, options: NewSessionStoreOptions = {}) {
    checkOptions('NewSessionStore', options, { maxPayloadBytes: countRule, clock: clockRule });
    const { maxPayloadBytes = 1_048_576, clock = Date.now } = options;
    this.client = client;
    this.clock = clock;
    // `durable`: whether an acknowledged write survives a restart of the backend.
    this.limits = Object.freeze({ maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt: 8.64e15, durable: true });
    this.guard = new CallGuard('NewSessionStore', this.limits);
  }

  /** Returns the live record, or `undefined`. An expired record is absent: `now >= expiresAt`. */
  load(_id: SessionId, _options?: CallOptions): Promise<StoredSession | undefined> {
    return notWrittenYet('load');
  }

  /** Inserts. Replaces an expired record, wholly, but never a live one: `taken`. */
  create(_id: SessionId, _record: SessionRecord, _options?: CallOptions): Promise<CreateResult> {
    return notWrittenYet('create');
  }

  /** Replaces a live record in that version, in one step; else `conflict` with the current one, or `gone`. */
  update(_id: SessionId, _record: SessionRecord, _version: string, _options?: CallOptions): Promise<UpdateResult> {
    return notWrittenYet('update');
  }

  /** Removes whatever is there. Returns `true` when a record was removed. */
  delete(_id: SessionId, _options?: CallOptions): Promise<boolean> {
    return notWrittenYet('delete');
  }

  /** Removes a live record in that version, in one step; else `conflict` or `gone`. */
  deleteIf(_id: SessionId, _version: string, _options?: CallOptions): Promise<DeleteResult> {
    return notWrittenYet('deleteIf');
  }

  // A store may leave these out, and then does not claim them in test/conformance.test.ts:
  //   touch, deleteExpired, countExpired, owners, diagnose, close
  // Each is a method like these. The contract says what it must do.
}

/** Thrown by verbs that are not written yet. Delete it with the last of them. */
export class NotWrittenYetError extends Error {
  override readonly name = 'NotWrittenYetError';
}

function notWrittenYet(verb: string): Promise<never> {
  const where = `NewSessionStore.${verb} is not written yet: write it in src/new-session-store.ts`;
  return Promise.reject(
    new NotWrittenYetError(
      `${where}, after https://github.com/sess-js/sess/blob/main/docs/store-contract.md#the-verbs`,
    ),
  );
}
