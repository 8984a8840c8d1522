import { MemorySessionStore, type Session, SessionManager, StoreError } from '@sess/core';

export interface Data {
  readonly visits?: number;
  readonly cart?: { articles: string[] };
}

export type Sessions = SessionManager<Data>;
export type VisitorSession = Session<Data>;

/** What a handler does with its session: before the response begins, and once the client has read a part of it. */
export interface Plan {
  readonly before?: (scene: Scene) => unknown;
  readonly during?: (scene: Scene) => unknown;
}

/** A barrier that is opened once. */
class Gate {
  open!: () => void;
  readonly passed = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** One request of one visitor, with its manager. */
export class Scene {
  readonly store = new MemorySessionStore();
  readonly sessions: Sessions = new SessionManager<Data>({ store: this.store });
  /** Opened when the client has read the first part of the body, or has left. */
  readonly begun = new Gate();
  /** Opened when the server has noticed that the connection is closed. */
  readonly closed = new Gate();
  /** Opened when the handler has done everything. */
  readonly done = new Gate();
  readonly thrown: unknown[] = [];
  readonly events: string[] = [];
  /** The object that the handler passes to `sessions.get`. */
  request!: object;
  /** What `before` has kept for `during`. */
  kept: unknown;
  readonly #plan: Plan;
  /** Another process with the same store, which does not fail. */
  readonly #others = new MemorySessionStore({ shareWith: this.store });

  constructor(plan: Plan) {
    this.#plan = plan;
    this.sessions.on('unsaved', ({ reason, error }) => {
      this.events.push(['unsaved', reason, ...(error === undefined ? [] : [codeOf(error)])].join(' '));
    });
    this.sessions.on('interrupted', () => this.events.push('interrupted'));
  }

  session(): Promise<VisitorSession> {
    return this.sessions.get(this.request);
  }

  /** Begins the session of a visitor who has been here before, and returns the cookie. */
  async begin(): Promise<string> {
    const { key } = await this.sessions.create({ data: { visits: 1, cart: { articles: ['tea'] } }, owner: 'alice' });
    return `sid=${key}`;
  }

  /** Ends the session in another process. */
  async revoke(): Promise<void> {
    await new SessionManager<Data>({ store: this.#others }).revokeOwner('alice');
  }

  /** Returns what is stored under the visitor's cookie, or under any if there is none. */
  async stored(cookie: string | undefined): Promise<unknown> {
    if (cookie === undefined) return this.#others.dump() === new MemorySessionStore().dump() ? undefined : 'a session';
    const session = await new SessionManager<Data>({ store: this.#others }).read(cookie, { secure: false });
    return session.isNew ? undefined : { owner: session.owner, ...session.toObject() };
  }

  failStore(): void {
    const down = (): Promise<never> => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    for (const verb of ['create', 'update', 'delete', 'deleteIf', 'touch', 'load'] as const) this.store[verb] = down;
  }

  /** What the handler does before it responds. An error is the application's: it passes. */
  async before(request: object): Promise<void> {
    this.request = request;
    await this.#plan.before?.(this);
  }

  /** What the handler does in the middle of the body. Errors of the session are noted, so that the body goes on. */
  async during(): Promise<void> {
    await this.begun.passed;
    try {
      await this.#plan.during?.(this);
    } catch (error) {
      this.thrown.push(codeOf(error));
    } finally {
      this.done.open();
    }
  }
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown }).code ?? error);
}
