import { serializeSetCookie } from '../src/cookie/set-cookie.js';
import type { CommitResult } from '../src/http/request-binding.js';
import type { RequestFacts } from '../src/http/request-facts.js';
import type { Session } from '../src/session/session.js';
import type { SessionManager } from '../src/manager/session-manager.js';

/** A browser's cookies by name. Responses replace and remove them. */
export class CookieJar {
  readonly #cookies: Map<string, string>;

  /** @param like - The new jar starts with the cookies of this one. */
  constructor(like?: CookieJar) {
    this.#cookies = new Map(like ? like.#cookies : []);
  }

  get header(): string | undefined {
    const pairs = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length > 0 ? pairs.join('; ') : undefined;
  }

  take({ cookies }: CommitResult): void {
    for (const cookie of cookies) {
      // Throws for a cookie that a browser would refuse.
      serializeSetCookie(cookie);
      if (cookie.maxAgeSeconds === 0) this.#cookies.delete(cookie.name);
      else this.#cookies.set(cookie.name, cookie.value);
    }
  }

  put(header: string): void {
    const [name, value] = header.split('=');
    this.#cookies.set(name!, value!);
  }
}

/** Sends a request of that browser. Returns the result of its commit. */
export async function visit<Data extends object, Name extends string>(
  sessions: SessionManager<Data, Name>,
  jar: CookieJar,
  handler: (session: Session<Data, Name>) => unknown,
  { status = 200, ...facts }: Partial<RequestFacts> & { readonly status?: number; readonly renew?: boolean } = {},
): Promise<CommitResult> {
  const { session, commit } = await sessions.open(jar.header, facts);
  await handler(session);
  const result = await commit({ status });
  jar.take(result);
  return result;
}
