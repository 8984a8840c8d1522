import { InterruptedError } from '@sess/core';
import { applyChanges, isSame } from './data-changes.js';
import { isPlain, type PlainData } from './plain-data.js';
import type { SessionAccess } from './session-access.js';
import type { GivenCookie } from './session-cookie.js';

/** What a caller gives to be stored. */
export interface GivenSession {
  /** Without `cookie`. Absent: it stays as it is. */
  readonly data?: PlainData;
  readonly cookie: GivenCookie;
  /** Whether a key that is missing in `data` could not be seen by who made it. */
  readonly isHidden?: (key: string) => boolean;
}

/**
 * One session as one request has read or stored it. What the request gives to be stored is compared with that, so that
 * only its own changes are stored.
 */
export class LoadedSession {
  /** Private, because it is a secret: what the cookie holds. */
  readonly #sid: string;
  readonly #access: SessionAccess;
  /** What the request knows of. Copied only when there is something to store. */
  #known: () => PlainData;
  /** Whether this request has stored all of it, so that no deadline is due to be moved. */
  #isFresh: boolean;
  #running: Promise<unknown> = Promise.resolve();

  constructor(sid: string, access: SessionAccess, known: () => PlainData, isFresh = false) {
    this.#sid = sid;
    this.#access = access;
    this.#known = known;
    this.#isFresh = isFresh;
  }

  isOf(sid: string): boolean {
    return this.#sid === sid;
  }

  /**
   * Stores the changes. If there are none, moves the deadline if that is due, which never fails for a session that has
   * ended.
   *
   * @throws {@link InterruptedError} if the session has ended, so that its changes cannot be stored
   */
  store(given: GivenSession): Promise<void> {
    const mine = this.#running.then(() => this.#store(given));
    this.#running = mine.catch(() => undefined);
    return mine;
  }

  async #store({ data, cookie, isHidden = () => false }: GivenSession): Promise<void> {
    const before = this.#known();
    this.#known = () => before;
    const after = withCookie(data ?? before, cookie);
    const isUnchanged = isSame(before, after);
    if (isUnchanged && (this.#isFresh || cookie.isFixed)) return;
    const wasLive = await this.#access.change((session) => {
      applyChanges(session, before, after, isHidden);
      if (!isUnchanged && (cookie.isFixed || maxAgeOf(before) !== maxAgeOf(after)))
        session.expire(cookie.expire ?? 'default');
    });
    if (!wasLive && !isUnchanged) throw new InterruptedError(false);
    this.#known = () => after;
    this.#isFresh = false;
  }
}

/** Returns the data as it is stored, with the settings of its cookie. */
export function withCookie(data: PlainData, { settings }: GivenCookie): PlainData {
  const { cookie: _, ...rest } = data;
  return Object.keys(settings).length > 0 ? { ...rest, cookie: settings } : rest;
}

function maxAgeOf({ cookie }: PlainData): unknown {
  return isPlain(cookie) ? (cookie['originalMaxAge'] ?? cookie['expires']) : undefined;
}
