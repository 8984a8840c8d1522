import type { ConflictDecision } from '../changes/change-replay.js';
import { SessionError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import type { SessionRecord } from '../contract/session-record.js';
import type { KeyAndId } from '../keys/session-key.js';
import type { Envelope } from '../payload/envelope.js';
import { type ResponseSituation, ResponseState } from './response-state.js';
import { type Base, baseOf, type Found, type Superseded } from './base.js';
import { PendingChanges } from './pending-changes.js';
import type { SessionContext } from './session-context.js';

/**
 * Whether and how the session of this request is stored:
 *
 * - `live`: the next commit stores the changes. Left by `supersede` and `detach`.
 * - `superseded`: another key has replaced the one that came. The session reads as empty, and only a sign-in can be
 *   stored. Left by `confirmNewKey`, `reset` and `detach`.
 * - `detached`: a commit failed, the session ended, or the response is a server error. Nothing more of this request is
 *   stored. Left by `restart`.
 */
export type Mode = 'live' | 'superseded' | 'detached';

export type KeyChange = 'regenerate' | 'sign-in';

export interface StateSituation extends ResponseSituation {
  /**
   * Whether this request is a visit. HEAD and prefetches are not: they read flash messages without taking them, and
   * another framework's session without adopting it.
   */
  readonly isVisit: boolean;
  /** Whether this request moves the idle deadline. */
  readonly renews: boolean;
  /** The request that was bound, where there is one. */
  readonly request?: object | undefined;
}

/** What one attempt to write stores. */
export interface BuiltRecord {
  readonly record: SessionRecord;
  readonly envelope: Envelope;
}

/** A state whose session was loaded or stored. */
export interface StoredState extends SessionState {
  readonly base: Base;
}

/** Everything that one request knows about its session, which {@link Session} makes public. */
export class SessionState {
  readonly context: SessionContext;
  readonly response: ResponseState;
  readonly situation: StateSituation;
  /** Whether the application has looked at the session. */
  accessed = false;
  /** Called when the application reads or changes something. */
  onRead: (() => void) | undefined;
  #pending!: PendingChanges;
  #base: Base | undefined;
  #next!: KeyAndId;
  #promisedId: SessionId | undefined;
  #keyChange: KeyChange | undefined;
  #mode: Mode = 'live';
  #superseded: Superseded | undefined;

  constructor(context: SessionContext, { base, superseded }: Found, situation: StateSituation) {
    this.context = context;
    this.response = new ResponseState(situation);
    this.situation = situation;
    this.reset(base);
    if (superseded) this.supersede(superseded);
  }

  /** Returns this state for something that the application reads or changes. */
  read(): this {
    this.accessed = true;
    this.onRead?.();
    return this;
  }

  get mode(): Mode {
    return this.#mode;
  }

  get superseded(): Superseded | undefined {
    return this.#superseded;
  }

  get pending(): PendingChanges {
    return this.#pending;
  }

  /** The record that this request has loaded or stored. */
  get base(): Base | undefined {
    return this.#base;
  }

  hasBase(): this is StoredState {
    return this.#base !== undefined;
  }

  /** The same, unless it is another framework's and not in the store. */
  get stored(): Base | undefined {
    return this.#base?.isForeign ? undefined : this.#base;
  }

  get keyChange(): KeyChange | undefined {
    return this.#keyChange;
  }

  /** The key and id that the next change of the key, or the first write, will use. */
  get next(): KeyAndId {
    return this.#next;
  }

  /** The id that is stored, or that the pending change will have. */
  get id(): SessionId | undefined {
    if (this.#keyChange) return this.#next.id;
    return this.stored?.id ?? (this.response.canSetCookie && this.#pending.isWorthStoring ? this.#next.id : undefined);
  }

  /** Returns an id for the application. If it is not stored yet, core no longer replaces it by another one. */
  promiseId(id = this.id): SessionId | undefined {
    // Not compared with `next` for a stored session, because that would create a key.
    if (id !== undefined && id !== this.stored?.id && id === this.#next.id) this.#promisedId = id;
    return id;
  }

  /** Whether the application knows the id that the next write will use. */
  get isNextPromised(): boolean {
    return this.#promisedId === this.#next.id;
  }

  /** Uses this key for the first write, and no other. */
  useKey(next: KeyAndId): void {
    this.#next = next;
    this.#promisedId = next.id;
  }

  /** Whether the next write changes the key. An emptied session is deleted, and needs no key. */
  get needsNewKey(): boolean {
    return this.#keyChange !== undefined && this.#pending.isWorthStoring;
  }

  /** Whether the pending changes cannot be stored without setting a cookie. */
  get needsCookie(): boolean {
    return this.#keyChange !== undefined || (this.#mode === 'live' && !this.#base && this.#pending.isWorthStoring);
  }

  /** What a write would do now. @throws {@link SerializeError} for a change that cannot be stored */
  pendingChange(): 'same' | 'removals' | 'changed' {
    const kind = this.#pending.kind();
    return this.#keyChange ? 'changed' : kind;
  }

  /** Whether something is pending, even something that cannot be stored. */
  isChanged(): boolean {
    try {
      return this.pendingChange() !== 'same';
    } catch (error) {
      if (error instanceof SessionError) return true;
      throw error;
    }
  }

  /** Makes the next write use a new key. A `regenerate` does not replace a pending sign-in. */
  requestKeyChange(by: KeyChange): void {
    this.#keyChange = this.#keyChange === 'sign-in' ? this.#keyChange : by;
  }

  dropKeyChange(): void {
    this.#keyChange = undefined;
  }

  prepareNextKey(): void {
    this.#next = this.context.createKeyAndId();
  }

  confirmWrite(id: SessionId, { record, envelope }: BuiltRecord, version: string | undefined): void {
    this.#base = baseOf(id, record, version, envelope);
    this.#pending.confirmWrite(envelope);
  }

  /**
   * The same, under the key that was prepared: the browser gets a cookie.
   *
   * @param by - The change of the key that was pending when the write began.
   */
  confirmNewKey(
    { id, version }: { readonly id: SessionId; readonly version: string | undefined },
    built: BuiltRecord,
    by: KeyChange | undefined,
    cookie: string,
  ): void {
    this.confirmWrite(id, built, version);
    this.response.setCookie(cookie);
    // A sign-in that was requested meanwhile needs yet another key.
    if (this.#keyChange === by && this.#pending.settings.owner === built.record.owner) this.#keyChange = undefined;
    this.#mode = 'live';
    this.#superseded = undefined;
    this.prepareNextKey();
  }

  /** The store has moved the deadline. The new version of the record is not known. */
  confirmTouch(base: Base, expiresAt: number, revision: string): void {
    this.#base = { ...base, expiresAt, revision, version: undefined };
  }

  /** Sets the version of the record, if it was not known. */
  noteVersion(base: Base, version: string): void {
    this.#base = { ...base, version };
  }

  /** Applies this request's changes to what another request has stored. */
  rebase(base: Base | undefined, decide: ConflictDecision): void {
    this.#base = base;
    this.#pending.rebase(base, decide);
  }

  /** Drops pending changes, and starts from a stored record, or as an anonymous visitor with a new key. */
  reset(base: Base | undefined): void {
    if (base?.id !== this.#base?.id) this.response.dropCookie();
    this.#base = base;
    this.prepareNextKey();
    this.#keyChange = undefined;
    if (this.#mode === 'superseded') this.#mode = 'live';
    this.#superseded = undefined;
    this.#pending = new PendingChanges(this.context, base);
  }

  /** The same with what was found now. A detached request becomes live again, unless its session is gone. */
  restart({ base, superseded }: Found): void {
    this.reset(base);
    if (superseded) this.supersede(superseded);
    else if (base) this.#mode = 'live';
  }

  supersede(superseded: Superseded): void {
    this.#mode = 'superseded';
    this.#superseded = superseded;
  }

  /** Stores nothing more of this request. What was stored before stays stored, and its cookie is still set. */
  detach(): void {
    this.#mode = 'detached';
  }
}
