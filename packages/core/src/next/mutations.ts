import { createCallScope } from '#platform';
import { SessionError } from '../contract/errors.js';
import type { RequestFacts } from '../http/request-facts.js';
import type { SessionManager } from '../manager/session-manager.js';
import type { OpenedSession } from '../manager/start-visit.js';
import type { Session } from '../session/session.js';
import { leavingOf } from './leaving.js';
import { canSet, setCookies } from './next-cookies.js';
import type { NextCookies } from './next-functions.js';

/** What a request came with. */
interface Sent {
  readonly cookieHeader: string | undefined;
  readonly facts: RequestFacts;
}

/** A call of `mutate` whose function runs. */
interface Running<Data extends object, Name extends string> {
  readonly jar: NextCookies;
  readonly session: Session<Data, Name>;
  isOver: boolean;
}

type Change<Data extends object, Name extends string, Result> = (
  session: Session<Data, Name>,
) => Result | Promise<Result>;

/** The calls of `mutate`. The object of `cookies()` identifies a request: Next.js makes one for each. */
export class Mutations<Data extends object, Name extends string> {
  readonly #sessions: SessionManager<Data, Name>;
  readonly #sentTo: (jar: NextCookies) => Promise<Sent>;
  readonly #routes = new WeakSet<NextCookies>();
  /** The last call of each request: the next one begins after it, so that it finds the cookie. */
  readonly #last = new WeakMap<NextCookies, Promise<unknown>>();
  readonly #scope = createCallScope<Running<Data, Name>>();

  constructor(sessions: SessionManager<Data, Name>, sentTo: (jar: NextCookies) => Promise<Sent>) {
    this.#sessions = sessions;
    this.#sentTo = sentTo;
  }

  /** Notes that `sessions.get(jar)` is the session of a route handler, which stores it. */
  belongTo(jar: NextCookies): void {
    this.#routes.add(jar);
  }

  async run<Result>(jar: NextCookies, change: Change<Data, Name, Result>): Promise<Result> {
    const outer = this.#scope.getStore();
    if (outer?.jar === jar && !outer.isOver) return await change(outer.session);
    if (this.#routes.has(jar)) return await change(await this.#sessions.get(jar));
    if (!canSet(jar)) {
      throw new SessionError(
        'WRONG_TIME',
        'mutate: no cookie can be set here. Call it in a Server Action or a route handler. A Server Component can only ' +
          'read(), and after() can change a stored session by sessions.edit(id).',
      );
    }
    const before = this.#last.get(jar);
    const mine = before ? before.then(() => this.#runNow(jar, change)) : this.#runNow(jar, change);
    this.#last.set(
      jar,
      mine.catch(() => undefined),
    );
    return await mine;
  }

  async #runNow<Result>(jar: NextCookies, change: Change<Data, Name, Result>): Promise<Result> {
    const { cookieHeader, facts } = await this.#sentTo(jar);
    const opened = await this.#sessions.open(cookieHeader, facts);
    const running = { jar, session: opened.session, isOver: false };
    let result: Result;
    try {
      result = await this.#scope.run(running, () => change(opened.session));
    } catch (error) {
      running.isOver = true;
      await finish(jar, opened, leavingOf(error)?.status ?? 500);
      throw error;
    }
    running.isOver = true;
    await finish(jar, opened, 200);
    return result;
  }
}

/** Stores what changed, and sets its cookie, unless the page has begun because nobody awaited the call. */
async function finish<Data extends object, Name extends string>(
  jar: NextCookies,
  opened: OpenedSession<Data, Name>,
  status: number,
): Promise<void> {
  const { cookies } = await opened.commit({ status, headersSent: !canSet(jar) });
  setCookies(jar, cookies);
}
