import type { CallOptions, CreateResult, DeleteResult, KeyedStore, UpdateResult } from '@sess/core';
import type { SessionId, SessionRecord, StoredSession, StoreLimits } from '@sess/core';
import { refuseUnknownOptions } from '@sess/core';

/** The slice of your driver's client that the store calls. The application hands over a client of its own. */
export interface NewClient {
  readonly [method: string]: unknown;
}

export interface NewSessionStoreOptions {
  /** The longest payload that is kept, in bytes of UTF-8. @defaultValue 1 MiB */
  readonly maxPayloadBytes?: number;
  /** Epoch milliseconds. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

/**
 * Keeps sessions in … Each verb begins with `refuseBadArguments` of core: `refuseBadArguments('NewSessionStore.load', {
 * id })`.
 */
export class NewSessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits;
  readonly client: NewClient;
  readonly clock: () => number;

  constructor(client: NewClient, options: NewSessionStoreOptions = {}) {
    refuseUnknownOptions('NewSessionStore', options, ['maxPayloadBytes', 'clock']);
    const { maxPayloadBytes = 1_048_576, clock = Date.now } = options;
    this.client = client;
    this.clock = clock;
    // `durable`: whether what was acknowledged survives a restart of the backend.
    this.limits = Object.freeze({ maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt: 8.64e15, durable: true });
  }

  /** The live record, or `undefined`. Expired is absent: `now >= expiresAt`. */
  load(_id: SessionId, _options?: CallOptions): Promise<StoredSession | undefined> {
    return notWrittenYet('load');
  }

  /** Inserts; replaces an expired record, wholly; never a live one: `taken`. */
  create(_id: SessionId, _record: SessionRecord, _options?: CallOptions): Promise<CreateResult> {
    return notWrittenYet('create');
  }

  /** Replaces a live record in that version, in one step; else `conflict` with the current one, or `gone`. */
  update(_id: SessionId, _record: SessionRecord, _version: string, _options?: CallOptions): Promise<UpdateResult> {
    return notWrittenYet('update');
  }

  /** Removes whatever stands there; `true` when something did. */
  delete(_id: SessionId, _options?: CallOptions): Promise<boolean> {
    return notWrittenYet('delete');
  }

  /** Removes a live record in that version, in one step; else `conflict` or `gone`. */
  deleteIf(_id: SessionId, _version: string, _options?: CallOptions): Promise<DeleteResult> {
    return notWrittenYet('deleteIf');
  }

  // What a store may leave out, and then does not claim in test/conformance.test.ts:
  //   touch, deleteExpired, owners, close
  // Each is a method like these; the contract says what it must do.
}

/** Thrown by verbs that wait to be written. Delete it with the last of them. */
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
