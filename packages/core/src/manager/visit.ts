import { noteStoredBefore } from '../contract/error-response.js';
import { InterruptedError, SessionError } from '../contract/errors.js';
import type { SessionEvents } from '../events/session-events.js';
import type { CommitCall, CommitResult } from '../http/request-binding.js';
import { explainSize } from '../persistence/check-record.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import type { SessionPersistence } from '../persistence/session-persistence.js';
import type { Found } from '../session/base.js';
import { Session } from '../session/session.js';
import type { SessionActions } from '../session/session-actions.js';
import { SessionState, type StateSituation, type StoredState } from '../session/session-state.js';

/** The request that a visit belongs to. */
export interface VisitSituation extends StateSituation {
  /** Whether a later commit will store what changes. */
  readonly endFollows: boolean;
}

const nothingStored =
  'save: nothing of this request is stored any more, because storing failed, the session ended, or the response is a ' +
  'server error. If the session still exists, reload() starts again.';

type Call = { readonly status: number } & Partial<CommitCall>;

/** What one request does with its session: one action after another, and a commit at the end. */
export class Visit<Data extends object, Name extends string> implements SessionActions {
  readonly session: Session<Data, Name>;
  readonly state: SessionState;
  readonly persistence: SessionPersistence;
  /** Whether a handler has requested the session. Otherwise it was loaded ahead, and a handler may still use it. */
  isRequested = false;
  readonly #context: PersistenceContext;
  #running: Promise<unknown> | undefined;
  #isLateStoreDue = false;
  /** Nothing was asked of the session since a commit before the one for the headers. */
  #isSettled = false;
  /** Why a commit without a caller has failed. The next `save` or commit throws it. */
  #lateFailure: unknown;
  #isLossReported = false;
  /** Something of this request is stored already, by a `save` or a `destroy`. */
  #hasStored = false;
  #stored: CommitResult['stored'];

  constructor(context: PersistenceContext, persistence: SessionPersistence, found: Found, situation: VisitSituation) {
    this.#context = context;
    this.persistence = persistence;
    this.state = new SessionState(context, found, situation);
    this.#expect(situation);
    this.session = new Session(this.state, this);
  }

  /**
   * Stores what changed, and returns what the response must carry; without a promise where there is nothing to store.
   */
  commit(call: Call): CommitResult | Promise<CommitResult> {
    if (!call.headFollows) this.state.response.begin();
    if (this.#running) return this.#running.then(() => this.#commit(call));
    return this.#commit(call);
  }

  /** Stores what changed. No commit follows. */
  finish(): Promise<void> {
    this.#expect({});
    return this.save();
  }

  changing(): void {
    if (this.state.mode === 'detached') this.lost();
  }

  lost(): void {
    if (this.#isLossReported) return;
    this.#isLossReported = true;
    this.#reportUnsaved({ reason: 'detached' });
  }

  save(): Promise<void> {
    return this.#inTurn(async () => {
      this.#throwLateFailure();
      if (this.state.mode === 'detached') throw new SessionError('WRONG_TIME', nothingStored);
      await this.#store();
    });
  }

  reload(): Promise<void> {
    return this.#inTurn(async () => {
      const state = this.state;
      if (!state.response.canSetCookie)
        throw new SessionError('WRONG_TIME', 'reload: cannot be called in edit(), which has just loaded.');
      state.restart(await this.persistence.findAgain(state));
      this.#isLossReported = false;
      this.#lateFailure = undefined;
    });
  }

  destroy(): Promise<void> {
    return this.#inTurn(async () => {
      const state = this.state;
      const isEnded = await this.persistence.end(state);
      state.reset(undefined);
      // If it was already gone, this response may be late, and the browser may hold a newer key.
      if (!isEnded) return;
      state.response.removeCookie();
      this.#hasStored = true;
    });
  }

  /** Says what a call on the session starts, because it may change something, or a value that it returns. */
  #expect({ endFollows, headFollows }: Partial<CommitCall>): void {
    this.#isSettled = headFollows ?? false;
    if (headFollows) this.state.onRead = () => (this.#isSettled = false);
    else this.state.onRead = endFollows ? undefined : () => this.#storeLater();
  }

  /** Stores what the application changes without a commit to follow, as soon as its code pauses. */
  #storeLater(): void {
    if (this.#isLateStoreDue) return;
    this.#isLateStoreDue = true;
    queueMicrotask(() => {
      this.#isLateStoreDue = false;
      this.#inTurn(async () => {
        if (this.#due() === 'changes') await this.#store();
      }).catch((error: unknown) => {
        // An event has reported it.
        this.#lateFailure = error;
      });
    });
  }

  #throwLateFailure(): void {
    const failure = this.#lateFailure;
    this.#lateFailure = undefined;
    if (failure) throw failure;
  }

  #commit(call: Call): CommitResult | Promise<CommitResult> {
    const wasSettled = this.#isSettled;
    this.#expect(call);
    if (call.headersSent) this.state.response.noteHeadersSent();
    // A page whose handler never asked for the session is not a visit, so nothing is renewed.
    if (!this.isRequested && !this.state.accessed) return this.#respond(call);
    this.#throwLateFailure();
    if (call.status >= 500) this.#drop();
    const due = wasSettled ? undefined : this.#due();
    if (!due) return this.#respond(call);
    return this.#inTurn(() => this.#commitDue(due)).then(() => this.#respond(call));
  }

  /**
   * Does what the commit has to do. An action that was called meanwhile may have run before it, and may have ended the
   * session, or failed: then what it was to store may be stored already.
   */
  #commitDue(due: 'changes' | 'renewal'): Promise<void> | undefined {
    const { state } = this;
    if (state.mode === 'detached') return undefined;
    if (due === 'changes') return this.#store();
    return state.hasBase() ? this.#renew(state) : undefined;
  }

  /** Pending changes of a request that became a server error stay unsaved (Django's middleware, ticket 34173). */
  #drop(): void {
    const state = this.state;
    if (state.mode === 'detached') return;
    if (state.base ? state.isChanged() : state.pending.isWorthStoring) this.#reportUnsaved({ reason: 'server-error' });
    state.detach();
  }

  /** Returns what the commit has to do. */
  #due(): 'changes' | 'renewal' | undefined {
    const state = this.state;
    if (state.mode === 'detached') return undefined;
    try {
      if (state.hasBase()) return this.persistence.prepareCommit(state);
      return state.pending.isWorthStoring || state.keyChange ? 'changes' : undefined;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async #store(): Promise<void> {
    const state = this.state;
    try {
      // What is stored under a new key now could never be loaded, because no cookie would carry the key.
      if (state.needsCookie) state.response.requireUnsent('A change of this session');
      const before = state.base?.revision;
      await this.persistence.store(state);
      // The session has ended elsewhere.
      if (state.mode === 'detached') this.#stored = undefined;
      if (state.base?.revision === before) return;
      this.#hasStored = true;
      if (state.base) this.#stored = 'changes';
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async #renew(state: StoredState): Promise<void> {
    const { revision } = state.base;
    await this.persistence.renew(state);
    if (state.base.revision !== revision) this.#stored ??= 'renewal';
  }

  /** Storing failed. The response sets no cookie, and changes by the error page are not stored. */
  #failed(error: unknown): unknown {
    const state = this.state;
    state.detach();
    this.#stored = undefined;
    state.response.dropCookie();
    state.response.beginAnew();
    const explained = explainSize(error, state.pending);
    if (this.#hasStored) noteStoredBefore(explained);
    // The `interrupted` event has reported an interruption.
    if (!(error instanceof InterruptedError)) this.#reportUnsaved({ reason: 'failed', error: explained });
    return explained;
  }

  #reportUnsaved(what: Omit<SessionEvents['unsaved'], 'id'>): void {
    this.#context.events.emit('unsaved', { id: this.state.base?.id, ...what }, this.state.situation.request);
  }

  #respond({ headersSent, streams, headFollows }: Call): CommitResult {
    const { state } = this;
    const { cookie } = state.response;
    if (!headFollows) state.response.noteHeadersSent();
    const accessed = state.accessed || (streams === true && this.isRequested);
    // What it had stored may have ended since.
    const stored = state.base ? this.#stored : undefined;
    if (!cookie || headersSent || headFollows) return { cookies: [], accessed, stored };
    state.response.dropCookie();
    return { cookies: this.persistence.cookiesFor(cookie, state), accessed, stored };
  }

  #inTurn(work: () => Promise<void> | undefined): Promise<void> {
    const mine = (this.#running ?? Promise.resolve()).then(work);
    // The next action waits until this one has succeeded or failed. The error goes to the caller of this one.
    const settled: Promise<void> = mine.then(
      () => this.#settled(settled),
      (error: unknown) => {
        if (this.#hasStored) noteStoredBefore(error);
        this.#settled(settled);
      },
    );
    this.#running = settled;
    return mine;
  }

  #settled(running: Promise<unknown>): void {
    if (this.#running === running) this.#running = undefined;
  }
}
