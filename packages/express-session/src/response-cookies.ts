import { type Session as CoreSession, sessionIdOf, type SessionKey, SessionTooLargeError } from '@sess/core';
import type { ResponseAdditions } from '@sess/core/node';
import { Cookie } from './cookie.js';
import { formerCookieName } from './moving/adoption-from.js';
import { type Secrets, signed } from './signed-cookie.js';
import { warnOnce } from './warn-once.js';

/** What the cookies of a response depend on. */
export interface CookieSituation {
  /** The name of the cookie. */
  readonly name: string;
  /** The name under which core sets it. */
  readonly coreName: string;
  readonly secrets: Secrets;
  readonly isSecure: boolean;
  /** The keys that came in signed cookies. */
  readonly keys: readonly SessionKey[];
}

/** Browsers silently drop a longer cookie. Only a sealed store, which keeps the session in it, makes one that long. */
const mostBytes = 4096;

/** What a commit of core sets on a response. */
type Result = ResponseAdditions;

/** What a sealed store appends to the name, for each cookie that it splits its token over. */
export const pieces: readonly string[] = ['', '.1', '.2', '.3'];

/** The cookies of one response, in the form of express-session. */
export class ResponseCookies {
  readonly #situation: CookieSituation;

  constructor(situation: CookieSituation) {
    this.#situation = situation;
  }

  /** Returns the cookies that core sets, with ours in place of its own. */
  translated({ cookies }: Result, cookie: () => Cookie): Result['cookies'] {
    const { name, coreName } = this.#situation;
    return cookies.flatMap((each): Result['cookies'] => {
      if (typeof each === 'string') return [each];
      const piece = pieceOf(each.name, coreName);
      if (piece === undefined) return each.name === name || each.name === formerCookieName ? [] : [each];
      const ownName = name + piece;
      return each.maxAgeSeconds === 0 ? this.#removal(ownName, cookie()) : this.#issued(ownName, each.value, cookie());
    });
  }

  /**
   * Returns the cookie that came, with a new end, if the session is still under its key. To be called only after a
   * commit that has found the session live: else it could bring back the cookie of a visitor who has signed out.
   */
  async sentAgain(core: CoreSession, cookie: Cookie): Promise<readonly string[]> {
    const { keys } = this.#situation;
    const ids = await Promise.all(keys.map((key) => sessionIdOf(key)));
    const key = keys[ids.indexOf(core.reserveId())];
    return key === undefined ? [] : this.#issued(this.#situation.name, key, cookie);
  }

  /** Returns the line that sets the cookie; none where the browser would refuse it. */
  #issued(name: string, value: string, cookie: Cookie): readonly string[] {
    const { secrets, isSecure } = this.#situation;
    if (cookie.secure && !isSecure) {
      warnOnce(
        'SESS_COOKIE_NOT_SENT',
        'session: a cookie with secure: true was not sent, because the request counts as plain http. Behind a proxy ' +
          "that is reached by https, set Express's trust proxy, or the option proxy. To serve both, set cookie.secure " +
          "to 'auto'.",
      );
      return [];
    }
    cookie.maxAge = cookie.originalMaxAge;
    // Browsers drop a cookie with SameSite=None that is not Secure.
    const isNone = String(cookie.sameSite).toLowerCase() === 'none';
    const sent = isNone && !cookie.secure ? new Cookie({ ...cookie.data, secure: true }) : cookie;
    const line = sent.serialize(name, signed(value, secrets));
    if (line.length <= mostBytes) return [line];
    throw new SessionTooLargeError(
      `The session takes a cookie of ${line.length} bytes once it is signed; browsers drop one of more than ${mostBytes}.`,
    );
  }

  #removal(name: string, cookie: Cookie): readonly string[] {
    if (cookie.secure && !this.#situation.isSecure) return [];
    return [new Cookie({ ...cookie.data, expires: new Date(0) }).serialize(name, '')];
  }
}

/** Returns what follows the name of a cookie of core; `undefined` for any other cookie. */
function pieceOf(name: string, coreName: string): string | undefined {
  const piece = name.startsWith(coreName) ? name.slice(coreName.length) : undefined;
  return piece !== undefined && pieces.includes(piece) ? piece : undefined;
}
