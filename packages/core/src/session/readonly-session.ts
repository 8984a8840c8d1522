import { deadlineFor } from '../options/lifetimes.js';
import type { SessionId } from '../contract/session-id.js';
import { refuseAssignment } from './refuse-assignment.js';
import type { SessionState } from './session-state.js';

/** The keys of the application's data. */
export type KeyOf<Data> = keyof Data & string;

/** The type of the value under a key. */
export type ValueOf<Data, Key extends keyof Data> = Exclude<Data[Key], undefined>;

/** Returns the state of a session, for methods of the manager that take a session. */
export let stateOf: (session: object) => SessionState | undefined;

/** A session that can only be read. Reads include pending changes. */
// oxlint-disable-next-line typescript/no-explicit-any -- `(session: ReadonlySession) => …` takes any session
export class ReadonlySession<Data extends object = any> {
  // A private field, because a map from sessions to states would cost each request time in garbage collection.
  static {
    stateOf = (session) => (#state in session ? session.#state : undefined);
    refuseAssignment(ReadonlySession.prototype);
  }

  readonly #state: SessionState;

  /**
   * Sessions come from `SessionManager.read`.
   *
   * @internal
   */
  constructor(state: SessionState) {
    this.#state = state;
  }

  /**
   * The session id, which is safe to log. `undefined` for an anonymous visitor while there is nothing to store.
   *
   * While a first write or a key change is pending, it is the id that the session will have. You can rely on it, as
   * after `start`, with one exception: if another request first regenerates the same session, or adopts it from
   * another framework, this request takes over that id. After `save` it is always the stored id.
   */
  get id(): SessionId | undefined {
    const state = this.#state.read();
    const id = state.promiseId();
    return id && state.context.shownId(id);
  }

  /** The owner, after a sign-in. */
  get owner(): string | undefined {
    return this.#state.read().pending.settings.owner;
  }

  /** Whether nothing is stored for this visitor yet. */
  get isNew(): boolean {
    return this.#state.read().stored === undefined;
  }

  /**
   * Whether a sign-in or a `regenerate` of another request has replaced the key that came, within the last minute. The
   * session then reads as empty, and only a sign-in can be stored.
   */
  get isSuperseded(): boolean {
    return this.#state.read().mode === 'superseded';
  }

  /** Whether there is neither data nor a flash message. */
  get isEmpty(): boolean {
    const { data, hasFlash } = this.#state.read().pending;
    return data.size === 0 && !hasFlash;
  }

  /** Whether this request has read or changed the session. */
  get accessed(): boolean {
    return this.#state.accessed;
  }

  /** Whether there are changes to store, compared by value. */
  get modified(): boolean {
    return this.#state.pendingChange() !== 'same';
  }

  /** When the session began, in epoch milliseconds; `undefined` before it is stored. */
  get createdAt(): number | undefined {
    return this.#state.read().stored?.createdAt;
  }

  /** When the session ends if it is not used, in epoch milliseconds. Includes pending changes. */
  get expiresAt(): number | undefined {
    const { stored: base, pending, context } = this.#state.read();
    if (!base) return undefined;
    const { settings } = pending;
    if (settings.lifetime === base.envelope.lifetime && settings.expiry === base.envelope.expiry) return base.expiresAt;
    const lifetime = context.lifetimes.of(settings.lifetime);
    return deadlineFor(context.now(), base.createdAt, lifetime, settings.expiry, context.limits.maxExpiresAt);
  }

  /** When the session ends even if it is used, in epoch milliseconds. */
  get absoluteExpiresAt(): number | undefined {
    const { stored: base, pending, context } = this.#state.read();
    return base && base.createdAt + context.lifetimes.of(pending.settings.lifetime).absolute;
  }

  /** Reads a value. Changing an object that was read changes the session. */
  get<Key extends KeyOf<Data>>(key: Key): ValueOf<Data, Key> | undefined {
    return this.#state.read().pending.data.get(key) as ValueOf<Data, Key> | undefined;
  }

  has(key: KeyOf<Data>): boolean {
    return this.#state.read().pending.data.has(key);
  }

  keys(): KeyOf<Data>[] {
    return this.#state.read().pending.data.keys() as KeyOf<Data>[];
  }

  entries(): [KeyOf<Data>, ValueOf<Data, KeyOf<Data>>][] {
    return Object.entries(this.toObject()) as [KeyOf<Data>, ValueOf<Data, KeyOf<Data>>][];
  }

  toObject(): Partial<Data> {
    return this.#state.read().pending.data.toObject() as Partial<Data>;
  }

  /** Returns a flash message without taking it. */
  peekFlash(name: string): unknown {
    return this.#state.read().pending.flash.peek(name);
  }

  /** Returns the id, and none of the data. */
  toJSON(): { id: SessionId | undefined; isNew: boolean } {
    return { id: this.id, isNew: this.#state.stored === undefined };
  }
}
