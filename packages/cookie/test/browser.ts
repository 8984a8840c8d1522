import type { CommitResult, Session, SessionManager, SetCookie } from '@sess/core';

export interface Shop {
  visits: number;
  cart: string[];
  note: string;
}

export type ShopSession = Session<Shop>;

/** A request that has begun: what it loaded is loaded, and its answer is not there yet. */
export interface Begun {
  readonly session: ShopSession;
  /** Stores what changed; the browser has not received it. */
  commit(): Promise<CommitResult>;
}

/** Keeps cookies as a browser does, and receives answers when the test says so. */
export class Browser {
  readonly #cookies: Map<string, string>;
  readonly #secure: boolean;

  constructor({
    cookies = new Map(),
    secure = true,
  }: { cookies?: ReadonlyMap<string, string>; secure?: boolean } = {}) {
    this.#cookies = new Map(cookies);
    this.#secure = secure;
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  get header(): string | undefined {
    return this.#cookies.size === 0
      ? undefined
      : [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Who holds the cookies of now, whatever becomes of these: a thief, or a request on its way. */
  copy(): Browser {
    return new Browser({ cookies: this.#cookies, secure: this.#secure });
  }

  receive(cookies: readonly Pick<SetCookie, 'name' | 'value' | 'maxAgeSeconds'>[]): void {
    for (const { name, value, maxAgeSeconds } of cookies) {
      if (maxAgeSeconds === 0) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  async begin(sessions: SessionManager<Shop>): Promise<Begun> {
    const visit = await sessions.open(this.header, { secure: this.#secure });
    return { session: visit.session, commit: async () => visit.commit({ status: 200 }) };
  }

  /** A whole request; answers with the cookies that it set. */
  async visit(
    sessions: SessionManager<Shop>,
    handle: (session: ShopSession) => unknown = (session) => session.get('visits'),
  ): Promise<readonly SetCookie[]> {
    const { session, commit } = await this.begin(sessions);
    await handle(session);
    const { cookies } = await commit();
    this.receive(cookies);
    return cookies;
  }

  /** Who the browser is to the application, and what its session holds. */
  async look(sessions: SessionManager<Shop>): Promise<Partial<Shop> & { readonly owner?: string }> {
    const { session } = await this.copy().begin(sessions);
    return { ...session.toObject(), ...(session.owner !== undefined && { owner: session.owner }) };
  }
}
