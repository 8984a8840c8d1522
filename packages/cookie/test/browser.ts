import type { CommitResult, Session, SessionManager, SetCookie } from '@sess/core';

export interface Shop {
  visits: number;
  cart: string[];
  note: string;
}

export type ShopSession = Session<Shop>;

/** A request that has loaded its session and has no response yet. */
export interface OpenRequest {
  readonly session: ShopSession;
  /** Stores the changes. The browser has not received them yet. */
  commit(): Promise<CommitResult>;
}

/** Keeps cookies as a browser does, and receives responses when the test says so. */
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

  /** Returns another browser with the current cookies: that of a thief, or a request that is already under way. */
  copy(): Browser {
    return new Browser({ cookies: this.#cookies, secure: this.#secure });
  }

  receive(cookies: readonly Pick<SetCookie, 'name' | 'value' | 'maxAgeSeconds'>[]): void {
    for (const { name, value, maxAgeSeconds } of cookies) {
      if (maxAgeSeconds === 0) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  async begin(sessions: SessionManager<Shop>): Promise<OpenRequest> {
    const visit = await sessions.open(this.header, { secure: this.#secure });
    return { session: visit.session, commit: async () => visit.commit({ status: 200 }) };
  }

  /** Makes a whole request and returns the cookies that it set. */
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

  /** Returns the owner and the data of the browser's session. */
  async read(sessions: SessionManager<Shop>): Promise<Partial<Shop> & { readonly owner?: string }> {
    const { session } = await this.copy().begin(sessions);
    return { ...session.toObject(), ...(session.owner !== undefined && { owner: session.owner }) };
  }
}
