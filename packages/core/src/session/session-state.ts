import type { ConflictDecision } from '../changes/change-replay.js';
import { SessionError } from '../contract/errors.js';
import type { SessionRecord } from '../contract/session-record.js';
import type { Envelope } from '../payload/envelope.js';
import { FlashChanges } from '../changes/flash-changes.js';
import { SessionChanges } from '../changes/session-changes.js';
import type { ValueCopies } from '../changes/value-copies.js';
import type { KeyAndId } from '../keys/session-key.js';
import type { SessionId } from '../contract/session-id.js';
import { type Base, baseOf } from './base.js';
import { copiesFor, type Keeping } from './copies-for.js';
import { areSame, mergeSettings, noSettings, type Settings, settingsOf } from './session-settings.js';

/** Where the session of this request stands. */
export type Mode =
  /** Changes are stored at the next commit. */
  | 'live'
  /** The key was superseded: reads as empty, and only a sign-in can be stored. */
  | 'superseded'
  /** A commit failed, or the answer is a server error: nothing of this request is stored any more. */
  | 'detached';

/** An id whose key came although another has taken its place. */
export interface Superseded {
  readonly id: SessionId;
  readonly successor: SessionId;
}

/** Everything that one request knows of its session; the public face is {@link Session}, the walks store it. */
export class SessionState {
  readonly #copies: ValueCopies;
  base: Base | undefined;
  changes!: SessionChanges;
  /** Made for who asks for it: most requests never do. */
  #flash: FlashChanges | undefined;
  settings: Settings = noSettings;
  #storedSettings: Settings = noSettings;
  #sentSettings: Settings = noSettings;
  #asked: Partial<Settings> = {};
  /** The key and id that the next key change, or the first write, will use. */
  next!: KeyAndId;
  #toldId: SessionId | undefined;
  keyChange: 'regenerate' | 'sign-in' | undefined;
  mode: Mode = 'live';
  superseded: Superseded | undefined;
  accessed = false;
  /** Cookies can no longer be set. */
  headersSent = false;
  /** The commit that comes before the headers has begun: what needs a cookie comes too late for it. */
  isAnswering = false;
  /** What the next answer must tell the browser. */
  cookie: { readonly value: string } | 'remove' | undefined;
  /** Whether keys can change and cookies be set: not in `edit` or `read`. */
  readonly inRequest: boolean;
  /** HEAD and prefetches see flash messages without taking them, and another framework's session without adopting it. */
  readonly takesFlash: boolean;
  /** The cookie holds the record itself, so that no change can be stored without setting one. */
  readonly isSealed: boolean;
  readonly #isUpgrade: boolean;
  /** The request that was bound, where there is one. */
  readonly request: object | undefined;

  constructor(
    keeping: Keeping,
    next: KeyAndId,
    base: Base | undefined,
    situation: Pick<SessionState, 'inRequest' | 'takesFlash' | 'isSealed'> & {
      readonly headersSent?: boolean;
      readonly isUpgrade?: boolean;
      readonly request?: object | undefined;
    },
  ) {
    this.#copies = copiesFor(keeping);
    this.inRequest = situation.inRequest;
    this.takesFlash = situation.takesFlash;
    this.isSealed = situation.isSealed;
    this.headersSent = situation.headersSent ?? false;
    this.#isUpgrade = situation.isUpgrade ?? false;
    this.request = situation.request;
    this.reset(base, next);
  }

  /** The id that is stored, or that the pending change will have. */
  get id(): SessionId | undefined {
    if (this.keyChange) return this.next.id;
    return this.stored?.id ?? (this.inRequest && this.worthStoring ? this.next.id : undefined);
  }

  /** What this request has of a session that is in the store. */
  get stored(): Base | undefined {
    return this.base?.isForeign ? undefined : this.base;
  }

  get flash(): FlashChanges {
    return (this.#flash ??= new FlashChanges(this.#copies, this.base?.envelope.flash));
  }

  get hasFlash(): boolean {
    return this.#flash ? this.#flash.size > 0 : Object.keys(this.base?.envelope.flash ?? {}).length > 0;
  }

  /** The flash messages as they are to be stored, where there are any. */
  get flashToStore(): Envelope['flash'] {
    if (!this.hasFlash) return undefined;
    return this.#flash ? this.#flash.snapshot() : this.base?.envelope.flash;
  }

  /** Tells the application an id. One that is still to be stored is not replaced by another from then on. */
  tellId(id = this.id): SessionId | undefined {
    // Not asked of a stored one, for which a key would be made.
    if (id !== undefined && id !== this.stored?.id && id === this.next.id) this.#toldId = id;
    return id;
  }

  /** The application knows the id that the next write will use. */
  get isNextTold(): boolean {
    return this.#toldId === this.next.id;
  }

  get worthStoring(): boolean {
    const { owner, started } = this.settings;
    return this.changes.size > 0 || this.hasFlash || owner !== undefined || started;
  }

  /** An emptied session goes, and needs no key. */
  get needsNewKey(): boolean {
    return this.keyChange !== undefined && this.worthStoring;
  }

  outcome(): 'same' | 'removals' | 'changed' {
    // Both in any case: to ask is to refuse what cannot be stored.
    const data = this.changes.outcome();
    const flash = this.#flash?.outcome() ?? 'same';
    if (this.keyChange || this.settings !== this.#storedSettings) return 'changed';
    if (data === 'changed' || flash === 'changed') return 'changed';
    return data === 'removals' ? data : flash;
  }

  /** Whether there is something to store, be it something that cannot be. */
  isChanged(): boolean {
    try {
      return this.outcome() !== 'same';
    } catch (error) {
      if (error instanceof SessionError) return true;
      throw error;
    }
  }

  /** The settings that this request has asked for, whether or not they were so before. */
  get asked(): Partial<Settings> {
    return this.#asked;
  }

  change(settings: Partial<Settings>): void {
    this.#asked = { ...this.#asked, ...settings };
    const changed = { ...this.settings, ...settings };
    this.settings = areSame(changed, this.#storedSettings) ? this.#storedSettings : changed;
  }

  /**
   * Everything so far belongs to the attempt that starts now.
   *
   * @param isRecorded - Nothing of the application's has run since {@link outcome}.
   */
  send(isRecorded = false): void {
    this.changes.send(isRecorded);
    this.#flash?.send();
    this.#sentSettings = this.settings;
  }

  /** The attempt succeeded. */
  settle(id: SessionId, record: SessionRecord, version: string | undefined, envelope: Envelope): void {
    this.base = baseOf(id, record, version, envelope);
    this.changes.settle(envelope.data);
    this.#flash?.settle();
    this.#storedSettings = this.#sentSettings;
  }

  /** Another request has stored something: this one's changes are applied to it. */
  rebase(base: Base | undefined, decide: ConflictDecision): void {
    this.base = base;
    this.changes.rebase(base?.envelope.data ?? {}, decide);
    this.#flash?.rebase(base?.envelope.flash);
    const theirs = settingsOf(base);
    const mine = this.settings;
    const was = this.#storedSettings;
    this.#storedSettings = theirs;
    this.settings = mine === was ? theirs : mergeSettings(was, theirs, mine);
    this.send(true);
  }

  /** Starts from what is stored, or as an anonymous visitor under a key not used before; pending changes are dropped. */
  reset(base: Base | undefined, next: KeyAndId): void {
    if (base?.id !== this.base?.id) this.cookie = undefined;
    this.base = base;
    this.next = next;
    this.keyChange = undefined;
    if (this.mode === 'superseded') this.mode = 'live';
    this.superseded = undefined;
    this.#asked = {};
    this.changes = new SessionChanges(this.#copies, base?.envelope.data ?? {});
    this.#flash = undefined;
    this.settings = this.#storedSettings = settingsOf(base);
  }

  /** The key that came opens nothing any more: reads as empty, and only a sign-in can be stored. */
  supersede(superseded: Superseded): void {
    this.mode = 'superseded';
    this.superseded = superseded;
  }

  /** Key changes need a request whose headers are still unsent. */
  requireKeyChange(action: string): void {
    if (!this.inRequest)
      throw new SessionError('WRONG_TIME', `${action} changes the key, which needs a request: not in edit().`);
    this.requireHeaders(action);
  }

  /** The application's changes are refused from the moment at which the answer is under way. */
  requireHeaders(action: string): void {
    if (this.isAnswering) throw this.#tooLate(action);
    this.requireUnsent(action);
  }

  /** The commit that comes before the headers may still set cookies. */
  requireUnsent(action: string): void {
    if (this.headersSent) throw this.#tooLate(action);
  }

  /** Whether what is pending cannot be stored without a cookie. */
  get needsCookie(): boolean {
    return this.keyChange !== undefined || (this.mode === 'live' && !this.base && this.worthStoring);
  }

  #tooLate(action: string): SessionError {
    const reason = this.#isUpgrade
      ? 'an upgrade, or a call that the server makes to itself, has no answer that could carry one. Sign in, and begin ' +
        'sessions, in a request that the browser sends; from a socket, change a session that is stored by sessions.edit(id).'
      : 'the headers have been sent, or the client has left. Call it earlier.';
    return new SessionError('WRONG_TIME', `${action} needs to set a cookie, but ${reason}`);
  }
}
