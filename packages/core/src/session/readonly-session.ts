import { deadlineFor, type Lifetimes } from '../options/lifetimes.js';
import type { SessionId } from '../contract/session-id.js';
import { refuseAssignment } from './refuse-assignment.js';
import type { SessionState } from './session-state.js';

/** The keys of the application's data. */
export type KeyOf<Data> = keyof Data & string;

/** What stands under one of them, when it is there. */
export type ValueOf<Data, Key extends keyof Data> = Exclude<Data[Key], undefined>;

/** The time and the policy by which a session says when it ends. */
export interface SessionPolicy {
  now(): number;
  readonly lifetimes: Lifetimes;
  readonly maxExpiresAt: number;
  shownId(id: SessionId): SessionId;
}

/** The state behind a session: for the manager's own methods that are given one. */
export let stateOf: (session: object) => SessionState | undefined;

/** What a session lets anyone read: all there is where no answer can carry a cookie. Reads see pending changes. */
// oxlint-disable-next-line typescript/no-explicit-any -- `(session: ReadonlySession) => …` takes any session
export class ReadonlySession<Data extends object = any> {
  // A map from sessions to states would cost each request more than the look-up, in garbage collection.
  static {
    stateOf = (session) => (#state in session ? session.#state : undefined);
    refuseAssignment(ReadonlySession.prototype);
  }

  readonly #state: SessionState;
  readonly #policy: SessionPolicy;

  /**
   * Sessions come from `SessionManager.read`.
   *
   * @internal
   */
  constructor(state: SessionState, policy: SessionPolicy) {
    this.#state = state;
    this.#policy = policy;
  }

  /**
   * The session id: safe to log. `undefined` while nothing is to be stored for an anonymous visitor.
   *
   * While a first write or a change of key is pending, it is the id that the session is going to have. Who has read it can rely on
   * it, as after `start`; only where another request regenerates the same session first, or adopts it from another framework, this one
   * gives way to that. After `save` it is the id that is stored in any case.
   */
  get id(): SessionId | undefined {
    const id = this.#read().tellId();
    return id && this.#policy.shownId(id);
  }

  /** Whose session it is, once somebody has signed in. */
  get owner(): string | undefined {
    return this.#read().pending.settings.owner;
  }

  /** Nothing is stored for this visitor yet. */
  get isNew(): boolean {
    return this.#read().stored === undefined;
  }

  /** No data and no flash message. */
  get isEmpty(): boolean {
    const { data, hasFlash } = this.#read().pending;
    return data.size === 0 && !hasFlash;
  }

  /** Whether this request has looked at the session. */
  get accessed(): boolean {
    return this.#state.accessed;
  }

  /** Whether there is something to store, compared by value. */
  get modified(): boolean {
    return this.#state.pendingChange() !== 'same';
  }

  /** When the session began, in epoch milliseconds; `undefined` before it is stored. */
  get createdAt(): number | undefined {
    return this.#read().stored?.createdAt;
  }

  /** When it ends unless it is visited, in epoch milliseconds, pending changes included. */
  get expiresAt(): number | undefined {
    const { stored: base, pending } = this.#read();
    if (!base) return undefined;
    const { settings } = pending;
    const { lifetimes, maxExpiresAt } = this.#policy;
    if (settings.lifetime === base.envelope.lifetime && settings.expiry === base.envelope.expiry) return base.expiresAt;
    const lifetime = lifetimes.of(settings.lifetime);
    return Math.min(deadlineFor(this.#policy.now(), base.createdAt, lifetime, settings.expiry), maxExpiresAt);
  }

  /** When it ends whatever happens, in epoch milliseconds. */
  get absoluteExpiresAt(): number | undefined {
    const { stored: base, pending } = this.#read();
    return base && base.createdAt + this.#policy.lifetimes.of(pending.settings.lifetime).absolute;
  }

  /** Reads a value. Changing an object that was read changes the session. */
  get<Key extends KeyOf<Data>>(key: Key): ValueOf<Data, Key> | undefined {
    return this.#read().pending.data.get(key) as ValueOf<Data, Key> | undefined;
  }

  has(key: KeyOf<Data>): boolean {
    return this.#read().pending.data.has(key);
  }

  keys(): KeyOf<Data>[] {
    return this.#read().pending.data.keys() as KeyOf<Data>[];
  }

  entries(): [KeyOf<Data>, ValueOf<Data, KeyOf<Data>>][] {
    return Object.entries(this.toObject()) as [KeyOf<Data>, ValueOf<Data, KeyOf<Data>>][];
  }

  toObject(): Partial<Data> {
    return this.#read().pending.data.toObject() as Partial<Data>;
  }

  /** Looks at a flash message without taking it. */
  peekFlash(name: string): unknown {
    return this.#read().pending.flash.peek(name);
  }

  /** Says which session it is, and nothing that is in it. */
  toJSON(): { id: SessionId | undefined; isNew: boolean } {
    return { id: this.id, isNew: this.#state.stored === undefined };
  }

  #read(): SessionState {
    this.#state.accessed = true;
    return this.#state;
  }
}
