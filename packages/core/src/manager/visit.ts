import { InterruptedError, SessionError } from '../contract/errors.js';
import type { CommitCall, CommitResult } from '../http/request-binding.js';
import type { SessionId } from '../session-key.js';
import { Session, type SessionActions } from '../session/session.js';
import type { SessionState } from '../session/session-state.js';
import type { SessionWalk } from '../walks/session-walk.js';
import { explainSize, type WalkContext } from '../walks/walk-context.js';

/** What a visit needs beside the session's state. */
export interface VisitSituation {
  readonly context: WalkContext;
  /** How this kind of store is walked. */
  readonly walk: SessionWalk;
  /** Whether this request moves the idle deadline. */
  readonly renews: boolean;
}

/** One request's dealings with its session: what the session asks for is done one after another, and ends in a commit. */
export class Visit<Data extends object, Name extends string> implements SessionActions {
  readonly session: Session<Data, Name>;
  readonly state: SessionState;
  readonly #situation: VisitSituation;
  #running: Promise<unknown> | undefined;

  constructor(state: SessionState, situation: VisitSituation) {
    this.state = state;
    this.#situation = situation;
    this.session = new Session(state, this);
    state.belongsTo(this.session);
  }

  get lifetimes(): WalkContext['lifetimes'] {
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
  commit(call: { readonly status: number } & Partial<CommitCall>): CommitResult | Promise<CommitResult> {
    if (this.#running) return this.#running.then(() => this.#commit(call));
    return this.#commit(call);
  }

  save(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.state.mode === 'detached')
        throw new SessionError('WRONG_TIME', 'save: storing this session has failed already.');
      await this.#store();
    });
  }

  reload(): Promise<void> {
    return this.#inTurn(async () => {
      const state = this.state;
      if (!state.inRequest) throw new SessionError('WRONG_TIME', 'reload: a session in edit() has just been loaded.');
      const { context, walk } = this.#situation;
      const { base, superseded } = await walk.findAgain(state);
      state.reset(base, await context.createKeyAndId());
      if (superseded) state.supersede(superseded);
      // What has been interrupted stays so; what has only failed can begin again.
      else if (base) state.mode = 'live';
    });
  }

  destroy(): Promise<void> {
    return this.#inTurn(async () => {
      const state = this.state;
      const { context, walk } = this.#situation;
      const ended = await walk.end(state);
      state.reset(undefined, await context.createKeyAndId());
      // Where it was gone already this answer may be late, and the browser may hold a newer key.
      if (ended) state.cookie = 'remove';
    });
  }

  #commit({
    status,
    headersSent = false,
  }: { readonly status: number } & Partial<CommitCall>): CommitResult | Promise<CommitResult> {
    if (headersSent) this.state.headersSent = true;
    if (status >= 500) this.#drop();
    let work: (() => Promise<void>) | undefined;
    try {
      work = this.#work();
    } catch (error) {
      throw this.#failed(error);
    }
    const answer = (): CommitResult => this.#answer(headersSent);
    return work ? this.#inTurn(work).then(answer) : answer();
  }

  /** Pending changes of a request that became a server error stay unsaved (Django's middleware, ticket 34173). */
  #drop(): void {
    const state = this.state;
    if (state.mode === 'detached') return;
    const pending = state.base ? state.isChanged() : state.worthStoring;
    if (pending) this.#situation.context.events.emit('unsaved', { id: state.base?.id, reason: 'server-error' });
    state.mode = 'detached';
  }

  /** What there is to do, or `undefined`. */
  #work(): (() => Promise<void>) | undefined {
    const state = this.state;
    const { walk, renews } = this.#situation;
    if (state.mode === 'detached') return undefined;
    const isNew = !state.base && (state.worthStoring || state.keyChange);
    // No cookie would ever open what is stored under a new key now.
    if ((isNew && state.mode === 'live') || state.keyChange) state.requireHeaders('A change of this session');
    const due = isNew ? 'changes' : state.base && walk.due(state, renews);
    if (due === 'renewal') return () => walk.renew(state, renews);
    return due && (() => this.#store());
  }

  async #store(): Promise<void> {
    const { walk, renews } = this.#situation;
    try {
      await walk.store(this.state, renews);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** What the error page does to the session is not stored, and the failed answer sets no cookie. */
  #failed(error: unknown): unknown {
    const state = this.state;
    state.mode = 'detached';
    state.cookie = undefined;
    const { context } = this.#situation;
    const explained = explainSize(error, context, state);
    // An interruption has its own event, and is the visitor's affair.
    if (!(error instanceof InterruptedError)) {
      context.events.emit('unsaved', { id: state.base?.id, reason: 'failed', error: explained });
    }
    return explained;
  }

  #answer(headersSent: boolean): CommitResult {
    const state = this.state;
    const { cookie } = state;
    state.headersSent = true;
    if (!cookie || headersSent) return { cookies: [], accessed: true };
    state.cookie = undefined;
    return { cookies: this.#situation.walk.cookiesFor(state, cookie), accessed: true };
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const before = this.#running;
    const mine = (before ?? Promise.resolve()).then(work);
    // Whoever comes next waits for the end, good or bad; the error itself belongs to the caller.
    const settled = mine
      .catch(() => undefined)
      .then(() => {
        if (this.#running === settled) this.#running = undefined;
      });
    this.#running = settled;
    await mine;
  }
}
