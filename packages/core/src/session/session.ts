import { cookieEnd } from '../options/lifetimes.js';
import { ownerName } from './owner-name.js';
import { type KeyOf, ReadonlySession, type ValueOf } from './readonly-session.js';
import type { SessionActions } from './session-actions.js';
import { type ExpireOptions, expiryOf } from './session-end.js';
import type { SessionId } from '../contract/session-id.js';
import { lifetimeSetting, type Settings } from './session-settings.js';
import type { SessionState } from './session-state.js';
import { checkSignInOptions, endAfterSignIn, type SignInOptions } from './sign-in-options.js';

/**
 * One visitor's session during one request.
 *
 * Changes are synchronous, and are stored together, all or none, when the response begins. If other requests have
 * stored something meanwhile, they are applied again on top of that. Changes after the end of the response are stored
 * by a commit of their own; if that fails, an `unsaved` event reports it. Changes inside values that were read are
 * then stored only by `save`.
 *
 * Changes that need a cookie throw `WRONG_TIME` once the headers are sent: the first change of a visitor without a
 * session, `signIn`, `regenerate`, and every change in a sealed store.
 */
export class Session<
  // oxlint-disable-next-line typescript/no-explicit-any -- `(session: Session) => …` takes any session
  Data extends object = any,
  Name extends string = never,
> extends ReadonlySession<Data> {
  readonly #state: SessionState;
  readonly #actions: SessionActions;

  /**
   * Sessions come from `SessionManager.get`.
   *
   * @internal
   */
  constructor(state: SessionState, actions: SessionActions) {
    super(state);
    this.#state = state;
    this.#actions = actions;
  }

  /**
   * @throws {@link SerializeError} for what the serializer cannot keep exactly
   * @throws {@link SessionTooLargeError} for a JSON value that is far over the store's limit; the session stays as it
   * was
   */
  set<Key extends KeyOf<Data>>(key: Key, value: ValueOf<Data, Key>): this {
    this.#write('set').pending.data.set(key, value);
    return this;
  }

  /** Deletes the key. Returns whether it was there. */
  delete(key: KeyOf<Data>): boolean {
    return this.has(key) && this.#write('delete').pending.data.delete(key);
  }

  /** Deletes the key and returns its value. */
  pop<Key extends KeyOf<Data>>(key: Key): ValueOf<Data, Key> | undefined {
    const value = this.get(key);
    this.delete(key);
    return value;
  }

  /** Returns the value, after setting it to `value` if the key is missing. */
  setDefault<Key extends KeyOf<Data>>(key: Key, value: ValueOf<Data, Key>): ValueOf<Data, Key> {
    if (!this.has(key)) this.set(key, value);
    return this.get(key)!;
  }

  /** Removes all data, including what other requests store before this one commits. Owner and flash messages stay. */
  clear(): void {
    this.#write('clear').pending.data.clear();
  }

  /**
   * Changes one value atomically: `change` runs again on the newer value if another request has stored one. It gets a
   * draft that it may change in place; if it returns `undefined`, the draft is kept. It must not be asynchronous, and
   * should have no other effects. Returns the new value. Edits of an object that you have set before are in it only
   * where `change` has looked; reads and commits include all of them.
   */
  update<Key extends KeyOf<Data>>(
    key: Key,
    initial: ValueOf<Data, Key>,
    change: (draft: ValueOf<Data, Key>) => ValueOf<Data, Key> | undefined | void,
  ): ValueOf<Data, Key> {
    const run = change as (draft: unknown) => unknown;
    return this.#write('update').pending.data.update(key, initial, run) as ValueOf<Data, Key>;
  }

  /** Keeps a message until it is taken once, usually by the next page. */
  flash(name: string, value: unknown): void {
    this.#write('flash').pending.flash.put(name, value);
  }

  /** Returns the message and removes it. HEAD requests and prefetches do not remove it. */
  takeFlash<Value = unknown>(name: string): Value | undefined {
    const message = this.peekFlash(name);
    const isTaken = message !== undefined && this.#state.situation.isVisit;
    return (isTaken ? this.#write('takeFlash').pending.flash.take(name) : message) as Value | undefined;
  }

  /**
   * Gives an anonymous visitor an id at once, to bind a CSRF token to, and stores the session although it is empty.
   *
   * The session is stored under this id or not at all. If the reply to the insert is lost and core cannot find out
   * whether it was applied, the commit fails with a {@link StoreError} whose outcome is unknown. (An id that the
   * application has not seen would be replaced by a new one.) As always, a response of 500 or above stores nothing,
   * and neither does a superseded key. A later `signIn` or `regenerate` gives a stored session another id.
   *
   * If another request first regenerates the same session, or adopts it from another framework, this request works on
   * that session, under its id. In a request that does either, call `save` first and read `id` then.
   */
  start(): SessionId {
    const state = this.#state.read();
    const begins = !state.stored || state.keyChange !== undefined;
    if (begins && state.mode === 'live') this.#write('start').pending.changeSettings({ started: true });
    else if (!state.stored) this.#actions.lost();
    return this.reserveId();
  }

  /** Returns the id that `start` would, with the same promise, and stores nothing by itself. */
  reserveId(): SessionId {
    const state = this.#state.read();
    const id = state.id ?? state.next.id;
    state.promiseId(id);
    return state.context.shownId(id);
  }

  /**
   * Sets the owner and changes the key, in this request's commit. From then on, the old key is refused.
   *
   * When two requests with the same cookie sign in the same owner, as a double click does, both succeed, and each has
   * a session of its own. The second keeps data from the session of the first, as its own options say. With two
   * different owners, neither gets anything of the other.
   *
   * A lifetime or an end that an earlier request gave to the guest's session is dropped. A number is converted to a
   * string.
   */
  signIn(owner: string | number, options: SignInOptions<Data, Name> = {}): void {
    const name = ownerName(owner, 'signIn');
    checkSignInOptions(options);
    const state = this.#state.read();
    state.response.requireHeaders('signIn');
    this.#actions.changing();
    const { pending } = state;
    const { owner: formerOwner } = pending.settings;
    const isAnother = formerOwner !== undefined && formerOwner !== name;
    const lifetime = options.lifetime !== undefined && lifetimeSetting(state.context, options.lifetime);
    if (isAnother || options.keep) pending.data.clear(options.keep);
    if (isAnother) pending.flash.clear();
    pending.changeSettings({
      ...endAfterSignIn(pending, name),
      owner: name,
      ...lifetime,
    });
    state.requestKeyChange('sign-in');
  }

  /** Gives the session a new key and keeps its data, owner and absolute deadline (Django's `cycle_key`). */
  regenerate(): void {
    const state = this.#state.read();
    state.response.requireHeaders('regenerate');
    if (!state.base && !state.keyChange) return;
    this.#actions.changing();
    state.requestKeyChange('regenerate');
  }

  /**
   * Begins an empty session under a new key instead, in this request's commit. As with a sign-in, other requests with
   * the former key do not reach it, even if they have replaced the former session, too.
   */
  replace(): void {
    const state = this.#state.read();
    state.response.requireHeaders('replace');
    this.#actions.changing();
    state.pending.empty();
    if (state.base) state.requestKeyChange('sign-in');
  }

  /** Gives the session another of the manager's lifetimes. */
  useLifetime(name: Name | 'default'): void {
    this.#retime('useLifetime', lifetimeSetting(this.#state.context, name));
  }

  /**
   * Sets an end for this session alone: `after` a time without a visit, `at` an instant, or when the browser closes.
   * The absolute timeout still applies.
   */
  expire(end: ExpireOptions): void {
    this.#retime('expire', { expiry: expiryOf(end) });
  }

  /**
   * Stores the changes now, for instance before something that cannot be undone. They stay stored even if the
   * response becomes an error.
   *
   * @throws {@link SessionError} `WRONG_TIME` if this request cannot store anything any more, because a commit
   * failed, its session ended, or its response is a server error
   */
  async save(): Promise<void> {
    this.#state.read();
    await this.#actions.save();
  }

  /** Drops pending changes and loads what is stored now. */
  async reload(): Promise<void> {
    this.#state.read();
    await this.#actions.reload();
  }

  /**
   * Ends the session now, in the store and in the browser (Django's `flush`). Later changes begin a new session.
   *
   * Ends every session that the request proves to be the visitor's: the successor, if a `regenerate` or a sign-in
   * superseded the key meanwhile; each session that one of several cookies identifies; a session under the cookie's
   * name for the other scheme or in a former place; and a session that cannot be read, or is past its deadline. If
   * there is none, it does nothing.
   *
   * @throws {@link AmbiguousCookieError} if several cookies arrived, and it cannot tell or end the sessions that they
   * identify
   * @throws {@link StoreError} if the store could not say whether the session was ended: it may still exist
   */
  async destroy(): Promise<void> {
    this.#state.read();
    await this.#actions.destroy();
  }

  #write(action: string): SessionState {
    const state = this.#state.read();
    if (state.mode === 'live') {
      if (state.context.isSealed) state.response.requireHeaders(action);
      // While the response waits for the commit that creates the session, the session can still be changed.
      else if (!state.stored) state.response.requireUnsent(action);
    }
    this.#actions.changing();
    return state;
  }

  /** If the end of the cookie moves, a new cookie is needed; in a keyed store it holds a new key. */
  #retime(action: string, settings: Partial<Settings>): void {
    const state = this.#write(action);
    const { base, pending, context } = state;
    const end = ({ lifetime, expiry }: Settings): number | undefined =>
      cookieEnd(base?.createdAt ?? 0, context.lifetimes.of(lifetime), expiry);
    const movesCookie = end({ ...pending.settings, ...settings }) !== end(pending.settings);
    const needsNewKey = movesCookie && base && !context.isSealed && !state.keyChange;
    if (needsNewKey) state.response.requireHeaders(action);
    pending.changeSettings(settings);
    if (needsNewKey) state.requestKeyChange('regenerate');
  }
}
