import { InterruptedError, SessionError } from '../contract/errors.js';
import { noteHalfway } from '../http/error-headers.js';
import type { CommitCall, CommitResult } from '../http/request-binding.js';
import type { SessionId } from '../contract/session-id.js';
import { Session } from '../session/session.js';
import type { SessionActions } from '../session/session-actions.js';
import type { SessionState } from '../session/session-state.js';
import type { SessionEvents } from '../events/session-events.js';
import type { SessionPersistence } from '../persistence/session-persistence.js';
import { explainSize } from '../persistence/explain-size.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';

/** What a visit needs beside the session's state. */
export interface VisitSituation {
  readonly context: PersistenceContext;
  /** How this kind of store stores sessions. */
  readonly persistence: SessionPersistence;
  /** Whether this request moves the idle deadline. */
  readonly renews: boolean;
  /** Whether somebody will commit what changes. */
  readonly endFollows: boolean;
}

type Call = { readonly status: number } & Partial<CommitCall>;

/** One request's dealings with its session: what the session asks for is done one after another, and ends in a commit. */
export class Visit<Data extends object, Name extends string> implements SessionActions {
  readonly session: Session<Data, Name>;
  readonly state: SessionState;
  /** Whether a handler has asked for the session; else it was only loaded ahead. */
  isAskedFor = false;
  readonly #situation: VisitSituation;
  #running: Promise<unknown> | undefined;
  #endFollows: boolean;
  #isLateStoreDue = false;
  #isLossSaid = false;
  /** Something of this request stands already, by a `save` or a `destroy`. */
  #hasStored = false;

  constructor(state: SessionState, situation: VisitSituation) {
    this.state = state;
    this.#situation = situation;
    this.#endFollows = situation.endFollows;
    this.session = new Session(state, this);
  }

  get lifetimes(): PersistenceContext['lifetimes'] {
    return this.#situation.context.lifetimes;
  }

  get maxExpiresAt(): number {
    return this.#situation.context.limits.maxExpiresAt;
  }

  shownId(id: SessionId): SessionId {
    return this.#situation.context.shownId(id);
  }

  now(): number {
    return this.#situation.context.now();
  }

  /** Stores what changed and says what the answer must carry; at once where there is nothing to store. */
  commit(call: Call): CommitResult | Promise<CommitResult> {
    this.state.isAnswering = true;
    if (this.#running) return this.#running.then(() => this.#commit(call));
    return this.#commit(call);
  }

  /** Stores what changed, for the last time that anybody asks for it. */
  finish(): Promise<void> {
    this.#endFollows = false;
    return this.save();
  }

  /** What changes when nobody will commit it any more is stored as soon as the code that changes it pauses. */
  changing(): void {
    if (this.state.mode === 'detached') return this.lost();
    if (this.#endFollows || this.#isLateStoreDue) return;
    this.#isLateStoreDue = true;
    queueMicrotask(() => {
      this.#isLateStoreDue = false;
      // Its failure has its event. Whoever answered is gone, so nobody else can be told.
      this.#inTurn(() => this.#storeDue()).catch(() => undefined);
    });
  }

  lost(): void {
    if (this.#isLossSaid) return;
    this.#isLossSaid = true;
    this.#sayUnsaved({ reason: 'detached' });
  }

  save(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.state.mode === 'detached') {
        throw new SessionError(
          'WRONG_TIME',
          'save: nothing of this request is stored any more, because storing it failed, its session ended, or its answer ' +
            'is a server error. Where the session is still there, reload() begins again.',
        );
      }
      await this.#store();
    });
  }

  reload(): Promise<void> {
    return this.#inTurn(async () => {
      const state = this.state;
      if (!state.inRequest) throw new SessionError('WRONG_TIME', 'reload: a session in edit() has just been loaded.');
      const { context, persistence } = this.#situation;
      const { base, superseded } = await persistence.findAgain(state);
      state.reset(base, context.createKeyAndId());
      this.#isLossSaid = false;
      if (superseded) state.supersede(superseded);
      // What has been interrupted stays so; what has only failed can begin again.
      else if (base) state.mode = 'live';
    });
  }

  destroy(): Promise<void> {
    return this.#inTurn(async () => {
      const state = this.state;
      const { context, persistence } = this.#situation;
      const ended = await persistence.end(state);
      state.reset(undefined, context.createKeyAndId());
      // Where it was gone already this answer may be late, and the browser may hold a newer key.
      if (!ended) return;
      state.cookie = 'remove';
      this.#hasStored = true;
    });
  }

  #commit(call: Call): CommitResult | Promise<CommitResult> {
    this.#endFollows = call.endFollows ?? false;
    if (call.headersSent) this.state.headersSent = true;
    // A page that nobody asked the session for is no visit, so nothing is renewed.
    if (!this.isAskedFor) return this.#answer(call);
    if (call.status >= 500) this.#drop();
    const work = this.#work();
    return work ? this.#inTurn(work).then(() => this.#answer(call)) : this.#answer(call);
  }

  /** Pending changes of a request that became a server error stay unsaved (Django's middleware, ticket 34173). */
  #drop(): void {
    const state = this.state;
    if (state.mode === 'detached') return;
    const pending = state.base ? state.isChanged() : state.worthStoring;
    if (pending) this.#sayUnsaved({ reason: 'server-error' });
    state.mode = 'detached';
  }

  /** What there is to do, or `undefined`. */
  #work(): (() => Promise<void>) | undefined {
    const state = this.state;
    const { persistence, renews } = this.#situation;
    const due = this.#tryDue();
    if (due === 'renewal') return () => persistence.renew(state, renews);
    return due && (() => this.#store());
  }

  #tryDue(): 'changes' | 'renewal' | undefined {
    try {
      return this.#due();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #due(): 'changes' | 'renewal' | undefined {
    const state = this.state;
    if (state.mode === 'detached') return undefined;
    if (!state.base) return state.worthStoring || state.keyChange ? 'changes' : undefined;
    return this.#situation.persistence.due(state, this.#situation.renews);
  }

  async #storeDue(): Promise<void> {
    if (this.#tryDue() === 'changes') await this.#store();
  }

  async #store(): Promise<void> {
    const { persistence, renews } = this.#situation;
    const state = this.state;
    try {
      // No cookie would ever open what is stored under a new key now.
      if (state.needsCookie) state.requireUnsent('A change of this session');
      const before = state.base?.revision;
      await persistence.store(state, renews);
      if (state.base?.revision !== before) this.#hasStored = true;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** What the error page does to the session is not stored, and the failed answer sets no cookie. */
  #failed(error: unknown): unknown {
    const state = this.state;
    state.mode = 'detached';
    state.cookie = undefined;
    state.isAnswering = false;
    const explained = explainSize(error, state);
    if (this.#hasStored) noteHalfway(explained);
    // An interruption has its own event, and is the visitor's affair.
    if (!(error instanceof InterruptedError)) this.#sayUnsaved({ reason: 'failed', error: explained });
    return explained;
  }

  #sayUnsaved(what: Omit<SessionEvents['unsaved'], 'id'>): void {
    this.#situation.context.events.emit('unsaved', { id: this.state.base?.id, ...what }, this.state.request);
  }

  #answer({ headersSent, streams }: Call): CommitResult {
    const state = this.state;
    const { cookie } = state;
    state.headersSent = true;
    const accessed = state.accessed || (streams === true && this.isAskedFor);
    if (!cookie || headersSent) return { cookies: [], accessed };
    state.cookie = undefined;
    return { cookies: this.#situation.persistence.cookiesFor(state, cookie), accessed };
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = (this.#running ?? Promise.resolve()).then(work);
    // Whoever comes next waits for the end, good or bad; the error itself belongs to the caller.
    const settled: Promise<void> = mine.then(
      () => this.#settled(settled),
      (error: unknown) => {
        if (this.#hasStored) noteHalfway(error);
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
