import { SessionError } from '../contract/errors.js';
import { cookieEnd } from '../options/lifetimes.js';
import { ownerName } from './owner-name.js';
import { type KeyOf, ReadonlySession, type ValueOf } from './readonly-session.js';
import type { SessionActions } from './session-actions.js';
import { type ExpireOptions, expiryOf } from './session-end.js';
import type { SessionId } from '../contract/session-id.js';
import type { Settings } from './session-settings.js';
import type { SessionState } from './session-state.js';
import { checkSignInOptions, endAfterSignIn, type SignInOptions } from './sign-in-options.js';

/**
 * One visitor's session during one request.
 *
 * Changes are synchronous and applied together, all or nothing, when the answer begins; they are applied again to
 * what other requests store in between. What changes after the answer has ended is stored by a commit of its own, whose failure
 * is an `unsaved` event; changes inside values that were read are then stored by `save` only.
 *
 * Changes that need a cookie throw `WRONG_TIME` once the headers are out: the first change of a visitor without a session, `signIn`,
 * `regenerate`, and in a sealed store every change.
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
    super(state, actions);
    this.#state = state;
    this.#actions = actions;
  }

  /**
   * @throws {@link SerializeError} for what the serializer cannot keep exactly
   * @throws {@link SessionTooLargeError} for a JSON value that is far over the store's limit; the session is as before
   */
  set<Key extends KeyOf<Data>>(key: Key, value: ValueOf<Data, Key>): this {
    this.#write('set').pending.data.set(key, value);
    return this;
  }

  /** Answers whether the key was there. */
  delete(key: KeyOf<Data>): boolean {
    return this.has(key) && this.#write('delete').pending.data.delete(key);
  }

  /** Deletes the key and answers with its value. */
  pop<Key extends KeyOf<Data>>(key: Key): ValueOf<Data, Key> | undefined {
    const value = this.get(key);
    this.delete(key);
    return value;
  }

  /** Answers with the value, after setting it to `value` where the key is missing. */
  setDefault<Key extends KeyOf<Data>>(key: Key, value: ValueOf<Data, Key>): ValueOf<Data, Key> {
    if (!this.has(key)) this.set(key, value);
    return this.get(key)!;
  }

  /** Removes all data, also what other requests store before this one commits; owner and flash messages stay. */
  clear(): void {
    this.#write('clear').pending.data.clear();
  }

  /**
   * Changes one value atomically: `change` runs again on the newer value when another request was faster.
   *
   * It gets a draft that it may change in place; returning `undefined` keeps the draft. It must not be asynchronous
   * and should do nothing else, because it may run several times.
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

  /** Answers with the message and removes it. HEAD requests and prefetches leave it there. */
  takeFlash<Value = unknown>(name: string): Value | undefined {
    const message = this.peekFlash(name);
    const isTaken = message !== undefined && this.#state.isVisit;
    return (isTaken ? this.#write('takeFlash').pending.flash.take(name) : message) as Value | undefined;
  }

  /**
   * Gives an anonymous visitor an id at once, to bind a CSRF token to, and stores the session although it is empty.
   *
   * It is stored under this id or not at all: when the answer to the insert is lost and core cannot find out what became of it, the
   * commit fails with a {@link StoreError} whose outcome is unknown, where an id that nobody was told would be replaced by a
   * fresh one. Nothing is stored, as ever, by an answer of 500 or above, nor under a key that was superseded. A later `signIn` or
   * `regenerate` gives a session that is stored another id.
   *
   * Where another request regenerates the same session first, or adopts it first from another framework, this one works on that
   * session, under its id. Call `save` first in a request that does either, and read `id` then.
   */
  start(): SessionId {
    const state = this.#read();
    if (!state.stored && state.mode === 'live') this.#write('start').pending.changeSettings({ started: true });
    else if (!state.stored) this.#actions.lost();
    const id = state.id ?? state.next.id;
    state.tellId(id);
    return this.#actions.shownId(id);
  }

  /**
   * Makes the session that of `owner`, under a new key, within this request's commit. The old key opens nothing any more.
   *
   * Of two requests with one cookie that sign in the same owner, as a double click sends them, both succeed: the second keeps
   * what the session of the first holds, as its own options say, and each has a session of its own. Of two owners neither gets
   * anything of the other.
   *
   * A lifetime or an end that an earlier request gave the guest ends with the guest. A number is turned into a string.
   */
  signIn(owner: string | number, options: SignInOptions<Data, Name> = {}): void {
    const name = ownerName(owner, 'signIn');
    checkSignInOptions(options);
    const state = this.#read();
    state.answer.requireKeyChange('signIn');
    this.#actions.changing();
    const { pending } = state;
    const { owner: formerOwner } = pending.settings;
    const isAnother = formerOwner !== undefined && formerOwner !== name;
    if (options.lifetime !== undefined) this.#requireLifetime(options.lifetime);
    if (isAnother || options.keep) pending.data.clear(options.keep);
    if (isAnother) pending.flash.clear();
    pending.changeSettings({
      ...endAfterSignIn(pending, name),
      owner: name,
      ...(options.lifetime && lifetimeSetting(options.lifetime)),
    });
    state.requestKeyChange('sign-in');
  }

  /** Gives the session a new key and leaves its data, owner and absolute deadline (Django's `cycle_key`). */
  regenerate(): void {
    const state = this.#read();
    state.answer.requireKeyChange('regenerate');
    if (!state.base && !state.keyChange) return;
    this.#actions.changing();
    state.requestKeyChange('regenerate');
  }

  /** Puts the session under another of the manager's lifetimes. */
  useLifetime(name: Name | 'default'): void {
    this.#requireLifetime(name);
    this.#retime('useLifetime', lifetimeSetting(name));
  }

  /**
   * Gives this session an end of its own: `after` a time without a visit, `at` an instant, or when the browser closes.
   * The absolute timeout holds all the same.
   */
  expire(end: ExpireOptions): void {
    this.#retime('expire', { expiry: expiryOf(end) });
  }

  /**
   * Stores the changes now, for instance before something that cannot be taken back. Stands whatever the answer becomes.
   *
   * @throws {@link SessionError} `WRONG_TIME` when nothing of this request is stored any more, because storing it has failed, its
   * session ended, or its answer is a server error
   */
  async save(): Promise<void> {
    this.#read();
    await this.#actions.save();
  }

  /** Drops pending changes and loads what is stored now. */
  async reload(): Promise<void> {
    this.#read();
    await this.#actions.reload();
  }

  /**
   * Ends the session now, in the store and in the browser (Django's `flush`). What is written afterwards is a new session.
   *
   * Ends whatever can be proven to be the visitor's: the successor, where the key that came was superseded meanwhile, by a
   * `regenerate` or by a sign-in; each session that one of several cookies opens; one under the cookie name of the other scheme
   * or of a former place; and one that cannot be read, or that should be over. Where nothing is there to end, it does nothing.
   *
   * @throws {@link AmbiguousCookieError} when several cookies came, and it cannot tell or end what they open
   * @throws {@link StoreError} when the store could not say what became of the session: it may still be there
   */
  async destroy(): Promise<void> {
    this.#read();
    await this.#actions.destroy();
  }

  #read(): SessionState {
    this.#state.accessed = true;
    return this.#state;
  }

  #write(action: string): SessionState {
    const state = this.#read();
    if (state.mode === 'live') {
      if (state.isSealed) state.answer.requireHeaders(action);
      // While the answer waits for the commit that creates the session, it can be changed further.
      else if (!state.stored) state.answer.requireUnsent(action);
    }
    this.#actions.changing();
    return state;
  }

  /** A change that moves the end of the cookie needs a new cookie; one that holds a key then holds a new key. */
  #retime(action: string, settings: Partial<Settings>): void {
    const state = this.#write(action);
    const { base, pending } = state;
    const { lifetimes } = this.#actions;
    const end = ({ lifetime, expiry }: Settings): number | undefined =>
      cookieEnd(base?.createdAt ?? 0, lifetimes.of(lifetime), expiry);
    const movesCookie = end({ ...pending.settings, ...settings }) !== end(pending.settings);
    const needsNewKey = movesCookie && base && !state.isSealed && !state.keyChange;
    if (needsNewKey) state.answer.requireKeyChange(action);
    pending.changeSettings(settings);
    if (needsNewKey) state.requestKeyChange('regenerate');
  }

  #requireLifetime(name: string): void {
    if (this.#actions.lifetimes.has(name)) return;
    throw new SessionError(
      'INVALID_ARGUMENT',
      `There is no lifetime ${JSON.stringify(name)}; name it in the option "lifetimes".`,
    );
  }
}

function lifetimeSetting(name: string): Partial<Settings> {
  return { lifetime: name === 'default' ? undefined : name };
}
