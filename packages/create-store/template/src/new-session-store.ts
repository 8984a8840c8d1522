import type { CallOptions, CreateResult, DeleteResult, KeyedStore, UpdateResult } from '@sess/core';
import type { SessionId, SessionRecord, StoredSession, StoreLimits } from '@sess/core';
import { CallGuard, checkOptions, clockRule, countRule } from '@sess/core/store';

/** The part of your driver's client that the store calls. The application hands over a client of its own. */
export interface NewClient {
  readonly [method: string]: unknown;
}

export interface NewSessionStoreOptions {
  /** The longest payload that is kept, in bytes of UTF-8. */
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
    // What one record can hold: 1_048_576 in most databases, less in memcached (1 MB with all of the record) or in a
    // TEXT of MySQL (64 KiB). Law 3 stores as much.
    const { maxPayloadBytes = undecided('maxPayloadBytes'), clock = Date.now } = options;
    this.client = client;
    this.clock = clock;
    this.limits = Object.freeze({
      maxPayloadBytes,
      // 1 if deadlines are kept to the millisecond; 1000 if the backend rounds them to seconds. Law 4 looks.
      expiryGranularityMs: undecided('expiryGranularityMs'),
      // The latest deadline that can be kept, in epoch milliseconds: 8.64e15, where Date ends, if deadlines are numbers
      // or texts; Date.UTC(2038, 0, 19) if they are 32-bit seconds. Law 3 stores it.
      maxExpiresAt: undecided('maxExpiresAt'),
      // Whether an acknowledged write survives a restart of the backend, also after a crash: true for a database that
      // flushes it to disk before it replies, false for a cache, or one that flushes now and then. No law sees a wrong
      // `true` unless the test has `forget`.
      durable: undecided('durable'),
    });
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

/** The suite recognizes it by its name. Delete it with the last verb that is written. */
export class NotWrittenYetError extends Error {
  override readonly name = 'NotWrittenYetError';
}

function undecided(limit: keyof StoreLimits): never {
  const what = `NewSessionStore: limits.${limit} is not decided yet: decide on each limit`;
  throw new NotWrittenYetError(`${what} in src/new-session-store.ts, after ${contract}#limits`);
}

async function notWrittenYet(verb: string): Promise<never> {
  const what = `NewSessionStore.${verb} is not written yet: write it`;
  throw new NotWrittenYetError(`${what} in src/new-session-store.ts, after ${contract}#the-verbs`);
}

const contract = 'https://github.com/sess-js/sess/blob/main/docs/store-contract.md';
