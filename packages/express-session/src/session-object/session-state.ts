import { type ResponseProgress, type Session as CoreSession, SessionError } from '@sess/core';
import { explainRefusal } from './explain-refusal.js';
import { emptyUnderNewKey, type OwnerOf, ownerName, signIn, signInOrWait, signOut } from './owner.js';
import type { Callback } from '../store/callback.js';
import type { SessionActions } from './session-actions.js';
import { HeldValues, type SessionValues, StoredValues } from './session-values.js';
import { warnOfLateChange } from '../warn-once.js';

/** What the session objects of one request need from the middleware. */
export interface SessionHost {
  /** The request's session in core. */
  readonly core: CoreSession;
  readonly request: object;
  readonly owner: OwnerOf;
  /** A commit follows only if it is pending or streaming. */
  readonly progress: ResponseProgress;
  /** The id that the session in core has, or will have once it is stored. */
  id(): string;
  /** Makes the `cookie` of the last session object, from the settings in core unless the session begins. */
  createCookie(): object;
  /** Returns the `cookie` of a session object to which the application has assigned this one. */
  cookieOf(assigned: object): object;
  /** Makes `save` store a session without data too, if every visitor gets one. */
  prepareSave(): void;
  /** Puts what the application has changed in a `cookie` into the session in core. */
  storeCookie(cookie: object): void;
  /** Makes an error the response. Returns `false` if the response has begun. */
  fail(error: unknown): boolean;
  /** Sets what `request.session` is from now on. */
  place(session: object | undefined): void;
}

/** Makes another session object for the same request. */
export type Successor = (host: SessionHost, actions: SessionActions, isReplacement: boolean) => object;

/** What one session object stands for: the request's session in core, until it has ended. */
export class SessionState {
  readonly host: SessionHost;
  /** The session object. */
  session!: object;
  values!: SessionValues;
  readonly #actions: SessionActions;
  readonly #successor: Successor;
  #isReplacement: boolean;
  /** `undefined` once the session has ended. */
  #stored: StoredValues | undefined;
  #formerId: string | undefined;
  /** Created on demand: most requests do not look at it. */
  #cookie: object | undefined;
  /** Why a change could not be stored any more. */
  #tooLate: SessionError | undefined;
  /** Whether the owner in core is the one that the data names. A handler that works with core may have signed in. */
  #namesOwner = false;

  constructor(
    host: SessionHost,
    {
      actions,
      successor,
      isReplacement,
    }: { readonly actions: SessionActions; readonly successor: Successor; readonly isReplacement: boolean },
  ) {
    this.host = host;
    this.#actions = actions;
    this.#successor = successor;
    this.#isReplacement = isReplacement;
    actions.latest = this;
    this.#begin();
  }

  /** Whether this session replaces one that is stored until the next commit. */
  get isReplacement(): boolean {
    return this.#isReplacement;
  }

  get cookie(): object {
    return (this.#cookie ??= this.host.createCookie());
  }

  set cookie(assigned: object) {
    this.#cookie = this.host.cookieOf(assigned);
  }

  get id(): string {
    return this.#formerId ?? this.host.id();
  }

  /**
   * Changes the data. After the headers, or in a socket, no session can begin, and nobody can sign in. Such a change
   * stays with the request, because an error would end a process whose event handlers expect none.
   */
  change(edit: (values: SessionValues) => void): void {
    try {
      const isLateSignOut = this.#ownerChangesLate(edit);
      edit(this.values);
      // No commit follows that would end the session.
      // oxlint-disable-next-line typescript/no-floating-promises -- the callback gets the failure
      if (isLateSignOut) this.save((failure?: Error) => failure && warnOfLateChange(failure));
    } catch (error) {
      if (!(error instanceof SessionError) || error.code !== 'WRONG_TIME' || !this.#stored) throw error;
      this.#tooLate = error;
      this.values = new HeldValues(this.values);
      warnOfLateChange(error);
      edit(this.values);
    }
  }

  save(callback: Callback | undefined): object | Promise<void> {
    return this.#run(callback, async () => {
      this.#requireStored('save');
      if (this.#tooLate) throw this.#tooLate;
      this.host.prepareSave();
      try {
        await this.#flush();
        await this.host.core.save();
        this.#isReplacement = false;
      } catch (error) {
        throw explainRefusal(error, this.session);
      }
      this.#stored?.forgetOutdated();
    });
  }

  reload(callback: Callback | undefined): object | Promise<void> {
    const { core } = this.host;
    return this.#run(callback, async () => {
      this.#requireStored('reload');
      const isStored = !core.isNew && !this.#isReplacement;
      if (isStored) await core.reload();
      if (!isStored || core.isNew)
        throw new SessionError('WRONG_TIME', 'reload: this session is not stored, or has ended.');
      this.#begin();
      this.#cookie = undefined;
    });
  }

  /** On an object that has ended, it means the session that the request has now. As `destroy` does. */
  regenerate(callback: Callback | undefined): object | Promise<void> {
    const end = (): void => this.#actions.latest.end('regenerate() has replaced this session');
    end();
    return this.#run(callback, async () => {
      // What ran before it may have begun another one.
      end();
      let isReplacement = false;
      try {
        isReplacement = await emptyUnderNewKey(this.host.core);
      } finally {
        this.host.place(this.#successor(this.host, this.#actions, isReplacement));
      }
    });
  }

  /** Also by an object that has ended: nobody may stay signed in because code has kept one from before a login. */
  destroy(callback: Callback | undefined): object | Promise<void> {
    const end = (): void => {
      this.#actions.latest.end('destroy() has ended this session');
      this.host.place(undefined);
    };
    end();
    return this.#run(callback, async () => {
      end();
      await this.host.core.destroy();
    });
  }

  /** Puts into core what is stored with the session, after all actions. */
  flush(): Promise<void> | undefined {
    return this.#actions.finish(() => this.#flush());
  }

  #run(callback: Callback | undefined, work: () => Promise<void>): object | Promise<void> {
    return this.#actions.run(this.session, work, callback);
  }

  /**
   * Whether a change that no commit follows signs out. Core stores it at once, and leaves the key and the owner as they
   * are. So a sign-in is refused: the visitor would be signed in under a key from before it.
   *
   * @throws {@link SessionError} `WRONG_TIME` for a sign-in
   */
  #ownerChangesLate(edit: (values: SessionValues) => void): boolean {
    const { core, owner, progress } = this.host;
    if (!this.#stored || progress === 'pending' || progress === 'streaming') return false;
    const changed = new HeldValues(this.values);
    edit(changed);
    const named = ownerName(owner(changed.toObject()));
    if (named === core.owner || named === this.#owner()) return false;
    if (named !== undefined) signIn(core, named);
    return named === undefined;
  }

  #begin(): void {
    this.#tooLate = undefined;
    this.values = this.#stored = new StoredValues(this.host.core, () => {
      this.#namesOwner = this.host.core.owner !== undefined && this.#owner() !== undefined;
    });
  }

  /** Lets nothing be assigned any more, for that reason. */
  end(reason: string): void {
    if (!this.#stored) return;
    this.#formerId = this.id;
    this.#cookie = this.cookie;
    this.values = new HeldValues(this.values, reason);
    this.#stored = undefined;
  }

  #requireStored(action: string): void {
    if (this.#stored) return;
    throw new SessionError('WRONG_TIME', `${action}: this session has ended. Use req.session.`);
  }

  #owner(): string | undefined {
    return ownerName(this.host.owner(this.session as Record<string, unknown>));
  }

  #flush(): Promise<void> | undefined {
    const { host } = this;
    const { core } = host;
    const stored = this.#stored;
    if (!stored || this.#tooLate) return undefined;
    const owner = stored.isUsed ? this.#owner() : core.owner;
    if (owner === undefined && core.owner !== undefined && this.#namesOwner) {
      // Read before the session ends, with which its settings do.
      const { cookie } = this;
      return signOut(core, stored, (values) => {
        if (this.#stored) this.values = values;
      }).then(() => host.storeCookie(cookie));
    }
    const signsIn = owner !== undefined && owner !== core.owner;
    if (signsIn) {
      signInOrWait(core, owner);
      this.#namesOwner = true;
    }
    // A sign-in drops the end that a guest's session had.
    if (this.#cookie || core.isNew || this.#isReplacement || signsIn) host.storeCookie(this.cookie);
    return undefined;
  }
}
