import type { CommitResult, Session, SessionKey, SessionManager, SetCookie } from '@sess/core';
import { parseSessionKey } from '@sess/core';

/** Any data: the laws bring their own. */
export type Data = Record<string, unknown>;
/** The manager that laws use: any data, and one named lifetime. */
export type Sessions = SessionManager<Data, 'remembered'>;
/** A session of that manager. */
export type Visited = Session<Data, 'remembered'>;

export interface RequestOptions {
  /** The status of the answer. @defaultValue 200 */
  readonly status?: number;
  readonly method?: string;
}

/** A request that has begun and not been answered. */
export interface PendingRequest {
  readonly session: Visited;
  /** Answers: stores what changed, and gives the browser the cookies. */
  answer(status?: number): Promise<CommitResult>;
}

/** Keeps cookies as a browser does, and sends them with each request. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  static holding(key: string, name = '__Host-sid'): Browser {
    const browser = new Browser();
    browser.#cookies.set(name, key);
    return browser;
  }

  /** The session key that the browser holds. */
  get key(): SessionKey | undefined {
    const [value] = this.#cookies.values();
    return value === undefined ? undefined : parseSessionKey(value);
  }

  /** All that the browser holds, by name. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  get header(): string | undefined {
    if (this.#cookies.size === 0) return undefined;
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** One more holder of the same cookies: a second tab, a thief, a request that is still on its way. */
  copy(): Browser {
    const copy = new Browser();
    for (const [name, value] of this.#cookies) copy.#cookies.set(name, value);
    return copy;
  }

  /** Takes a cookie from wherever: a thief does. */
  hold(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  receive(cookies: readonly SetCookie[]): void {
    for (const { name, value, maxAgeSeconds } of cookies) {
      if (maxAgeSeconds === 0) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  async begin(sessions: Sessions, { method = 'GET' }: RequestOptions = {}): Promise<PendingRequest> {
    const opened = await sessions.open(this.header, { method });
    return {
      session: opened.session,
      answer: async (status = 200) => {
        const result = await opened.commit({ status });
        this.receive(result.cookies);
        return result;
      },
    };
  }

  /** Makes a whole request and returns what `handle` returned. */
  async visit<Answer>(
    sessions: Sessions,
    handle: (session: Visited) => Answer | Promise<Answer>,
    options: RequestOptions = {},
  ): Promise<Answer> {
    const request = await this.begin(sessions, options);
    const answer = await handle(request.session);
    await request.answer(options.status);
    return answer;
  }

  /** What the session holds for this browser, as plain data. */
  read(sessions: Sessions): Promise<Partial<Data>> {
    return this.visit(sessions, (session) => structuredClone(session.toObject()));
  }
}
