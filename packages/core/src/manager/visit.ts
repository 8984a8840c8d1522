import { InterruptedError, SessionError } from '../contract/errors.js';
import type { CookiePolicy } from '../cookie/cookie-policy.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import type { CommitCall, CommitResult } from '../http/request-binding.js';
import { cookieEnd, longestCookieLife } from '../lifetimes.js';
import { Session, type SessionActions } from '../session/session.js';
import type { SessionState } from '../session/session-state.js';
import type { CommitQueue } from '../walks/commit-queue.js';
import { endSession } from '../walks/end-session.js';
import { renewalOf, renewRecord } from '../walks/renew-record.js';
import { storeChanges } from '../walks/store-changes.js';
import { explainSize, interrupt, type WalkContext } from '../walks/walk-context.js';

/** What a visit needs beside the session's state. */
export interface VisitSituation {
  readonly context: WalkContext;
  readonly queue: CommitQueue;
  readonly cookies: CookiePolicy;
  readonly secure: boolean;
  /** Whether this request moves the idle deadline. */
  readonly renews: boolean;
  /** Starts anew from what is stored now. */
  reload(): Promise<void>;
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
    return this.#situation.context.store.limits.maxExpiresAt;
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
    return this.#inTurn(() => this.#situation.reload());
  }

  destroy(): Promise<void> {
    return this.#inTurn(async () => {
      const state = this.state;
      const { context, queue } = this.#situation;
      const { base } = state;
      const ended = base && (await queue.run(base.id, () => endSession(context, base.id, { version: base.version })));
      state.reset(undefined, await context.createKeyAndId());
      // Where it was gone already this answer may be late, and the browser may hold a newer key.
      if (ended && state.mode === 'live') state.cookie = 'remove';
    });
  }

  #commit({
    status,
    headersSent = false,
  }: { readonly status: number } & Partial<CommitCall>): CommitResult | Promise<CommitResult> {
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
    const { context, renews } = this.#situation;
    if (state.mode === 'detached') return undefined;
    if (!state.base) return state.worthStoring || state.keyChange ? () => this.#store() : undefined;
    const { cookieSentAt } = state.base.envelope;
    // A session may outlive what browsers allow a cookie: a new one goes out when half of its time is over.
    if (
      renews &&
      !state.headersSent &&
      cookieSentAt !== undefined &&
      context.now() >= cookieSentAt + longestCookieLife / 2
    ) {
      state.keyChange ??= 'regenerate';
    }
    if (state.outcome() === 'same') {
      const { base } = state;
      if (!renews || !renewalOf(context, state)) return undefined;
      return () => this.#situation.queue.run(base.id, () => renewRecord(context, state));
    }
    return () => this.#store();
  }

  async #store(): Promise<void> {
    const state = this.state;
    const { context, queue, renews } = this.#situation;
    try {
      if (state.mode === 'superseded' && state.keyChange !== 'sign-in') {
        if (state.worthStoring) interrupt(context, state, state.supersededId!, false);
      } else {
        const store = (): Promise<void> => storeChanges(context, state, renews);
        await (state.base ? queue.run(state.base.id, store) : store());
      }
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
    if (!headersSent) state.headersSent = true;
    if (!cookie || headersSent) return { cookies: [], accessed: true };
    state.cookie = undefined;
    const { cookies: policy, secure } = this.#situation;
    const first = cookie === 'remove' ? policy.removal({ secure }) : this.#issue(cookie.issue.key);
    return { cookies: [first, ...policy.former(secure)], accessed: true };
  }

  #issue(key: string): SetCookie {
    const { context, cookies, secure } = this.#situation;
    const base = this.state.base!;
    const end = cookieEnd(base.createdAt, context.lifetimes.of(base.envelope.lifetime), base.envelope.expiry);
    const left = end === undefined ? undefined : Math.min(end - context.now(), longestCookieLife);
    return cookies.issue(key, {
      secure,
      maxAgeSeconds: left === undefined ? undefined : Math.max(1, Math.ceil(left / 1000)),
    });
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
