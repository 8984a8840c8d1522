import { readCookie } from '../cookie/read-cookie.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import { cookieEnd, longestCookieLife } from '../lifetimes.js';
import type { SessionState } from '../session/session-state.js';
import { parseSessionKey, type SessionId, type SessionKey } from '../session-key.js';
import type { CommitQueue } from './commit-queue.js';
import { endSession } from './end-session.js';
import { foundIn, loadSession } from './load-session.js';
import { renewalOf, renewRecord } from './renew-record.js';
import { type CookieSituation, type Found, issueUntil, type SessionWalk } from './session-walk.js';
import { storeChanges } from './store-changes.js';
import { interrupt, type KeyedContext } from './walk-context.js';

/** What the walks need of a manager with a keyed store. */
export interface KeyedRoom {
  readonly context: KeyedContext;
  readonly queue: CommitQueue;
  readonly idOf: (key: SessionKey) => Promise<SessionId>;
}

/** The cookie holds a key, and the record stands on a server under the key's digest. */
export class KeyedWalk implements SessionWalk {
  readonly isSealed = false;
  readonly #room: KeyedRoom;
  readonly #situation: CookieSituation;

  constructor(room: KeyedRoom, situation: CookieSituation) {
    this.#room = room;
    this.#situation = situation;
  }

  async find(): Promise<Found> {
    const { context, idOf } = this.#room;
    const { cookieHeader, cookies, secure } = this.#situation;
    const cookie = readCookie(cookieHeader, cookies.nameFor(secure));
    if (!cookie) return {};
    const key = cookie === 'duplicate' ? undefined : parseSessionKey(cookie.value);
    if (key) return this.#load(await idOf(key));
    context.events.emit('rejected-key', { reason: cookie === 'duplicate' ? 'duplicate' : 'malformed' });
    return {};
  }

  async findAgain(state: SessionState): Promise<Found> {
    const id = state.base?.id ?? state.superseded?.id;
    return id ? this.#load(id) : {};
  }

  due(state: SessionState, renews: boolean): 'changes' | 'renewal' | undefined {
    const { context } = this.#room;
    const { cookieSentAt } = state.base!.envelope;
    // A session may outlive what browsers allow a cookie: a new one goes out when half of its time is over.
    if (
      renews &&
      !state.headersSent &&
      cookieSentAt !== undefined &&
      context.now() >= cookieSentAt + longestCookieLife / 2
    ) {
      state.keyChange ??= 'regenerate';
    }
    if (state.outcome() !== 'same') return 'changes';
    return renews && renewalOf(context, state) ? 'renewal' : undefined;
  }

  async store(state: SessionState, renews: boolean): Promise<void> {
    const { context, queue } = this.#room;
    if (state.mode === 'superseded' && state.keyChange !== 'sign-in') {
      if (state.worthStoring) interrupt(context, state, state.superseded!.id, false);
      return;
    }
    const store = (): Promise<void> => storeChanges(context, state, renews);
    await (state.base ? queue.run(state.base.id, store) : store());
  }

  renew(state: SessionState): Promise<void> {
    return this.#room.queue.run(state.base!.id, () => renewRecord(this.#room.context, state));
  }

  async end(state: SessionState): Promise<boolean> {
    const { context, queue } = this.#room;
    const { id, version } = state.base!;
    return (await queue.run(id, () => endSession(context, id, { version }))) !== undefined;
  }

  cookiesFor(state: SessionState, told: NonNullable<SessionState['cookie']>): readonly SetCookie[] {
    const { cookies, secure } = this.#situation;
    const first = told === 'remove' ? cookies.removal({ secure }) : this.#issue(state, told.value);
    return [first, ...cookies.former(secure)];
  }

  #issue({ base }: SessionState, key: string): SetCookie {
    const { context } = this.#room;
    const { createdAt, envelope } = base!;
    const end = cookieEnd(createdAt, context.lifetimes.of(envelope.lifetime), envelope.expiry);
    return issueUntil(this.#situation, key, context.now(), end);
  }

  async #load(id: SessionId): Promise<Found> {
    const { context } = this.#room;
    return foundIn(context, id, await loadSession(context, id));
  }
}
