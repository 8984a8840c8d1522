import { AmbiguousCookieError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import { readCookie } from '../cookie/read-cookie.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import { buildRecord } from '../persistence/build-record.js';
import { endEach, type Ending } from '../persistence/end-each.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import { foundIn, type Loaded } from '../persistence/read-record.js';
import { canTellBrowser, issueUntil, nameElsewhere, removalsIn, valuesToTry } from '../persistence/session-cookies.js';
import { becomeAnonymous, interruptOrDiscard, rebase } from '../persistence/changed-elsewhere.js';
import type { CookieSituation, SessionPersistence } from '../persistence/session-persistence.js';
import type { CookieChange } from '../session/response-state.js';
import type { Base, Found } from '../session/base.js';
import type { SessionState, StoredState } from '../session/session-state.js';
import { isResealDue, latestDeadline } from './reseal-due.js';
import type { SealedCalls } from './sealed-calls.js';
import { SealedSessions } from './sealed-sessions.js';
import { joinToken, presentedTokens, spreadToken, stalePieces, wholeTokens } from './token-cookies.js';

/**
 * The cookie holds the sealed record, so every change sets a cookie.
 *
 * Cookies have no version to compare, so two concurrent requests both seal what they have loaded, and the browser
 * keeps the cookie that arrives last. A request finds out whether its session has ended meanwhile only if the store can
 * revoke.
 */
export class SealedPersistence implements SessionPersistence {
  readonly #context: PersistenceContext;
  readonly #calls: SealedCalls;
  readonly #sessions: SealedSessions;
  readonly #situation: CookieSituation;
  readonly #cookieName: string;
  /** The token of the session as this request has it. */
  #token: string | undefined;
  /** The name of the cookie that it came in, or was sealed for. */
  #tokenName: string;
  /** The sessions that several cookies of one name hold. Any of them may be the visitor's. */
  #rivals: readonly Base[] = [];
  /** An older key has sealed it. */
  #isAged = false;
  #issued: readonly SetCookie[] = [];
  /** This request has ended what came with it. */
  #isEnded = false;

  constructor(context: PersistenceContext, calls: SealedCalls, situation: CookieSituation) {
    this.#context = context;
    this.#calls = calls;
    this.#sessions = new SealedSessions(context, calls);
    this.#situation = situation;
    this.#cookieName = situation.cookies.nameFor(situation);
    this.#tokenName = this.#cookieName;
  }

  async find(): Promise<Found> {
    const hasCome = readCookie(this.#situation.cookieHeader, this.#cookieName);
    const name = hasCome ? this.#cookieName : nameElsewhere(this.#context, this.#situation);
    if (name === undefined) return {};
    this.#tokenName = name;
    const read = joinToken(this.#situation.cookieHeader, name, this.#calls.maxCookies);
    if (read === 'duplicate') return this.#findAmong(name);
    if (typeof read === 'object') this.#token = read.value;
    else this.#context.events.emit('rejected-key', { reason: 'malformed' });
    return this.findAgain();
  }

  async #findAmong(name: string): Promise<Found> {
    this.#context.events.emit('rejected-key', { reason: 'duplicate', cookie: name });
    const opened: Base[] = [];
    for (const token of valuesToTry(wholeTokens(this.#situation.cookieHeader, name))) {
      const { loaded } = await this.#sessions.load(token, name);
      if (loaded.status !== 'live') continue;
      opened.push(loaded.base);
      this.#token = token;
    }
    if (opened.length === 1) return this.findAgain();
    this.#token = undefined;
    this.#rivals = opened;
    return {};
  }

  async findAgain(): Promise<Found> {
    if (this.#token === undefined) return {};
    const found = foundIn(this.#context, await this.findLater());
    if (!found.base) this.#token = undefined;
    return found;
  }

  /** By the token that came: a later one is in the browser only. */
  async findLater(): Promise<Loaded> {
    const { loaded, isAged } = await this.#sessions.load(this.#token!, this.#tokenName);
    this.#isAged = isAged;
    return loaded;
  }

  prepareCommit(state: StoredState): 'changes' | 'renewal' | undefined {
    if (this.#tokenName !== this.#cookieName && canTellBrowser(state)) state.requestKeyChange('regenerate');
    if (state.pendingChange() !== 'same') return 'changes';
    if (state.response.headersSent) return undefined;
    return this.#isAged || (state.situation.renews && isResealDue(this.#context, state.base)) ? 'renewal' : undefined;
  }

  async store(state: SessionState): Promise<void> {
    const { pending } = state;
    if (state.base ? state.pendingChange() === 'same' : !pending.isWorthStoring) return;
    state.response.requireUnsent('A change of this session');
    if (state.hasBase() && (await this.#isOverBeforeWrite(state))) return;
    if (state.keyChange === 'sign-in') await this.#endRivals();
    const event = state.base ? 'saved' : 'created';
    this.#context.events.emit(event, { id: await this.#seal(state) });
  }

  /** Whether there is nothing to seal, because the session has ended or was emptied. */
  async #isOverBeforeWrite(state: StoredState): Promise<boolean> {
    const { base } = state;
    if (await this.#isStillValid(base)) {
      if (state.pending.isWorthStoring) return false;
      await this.#sessions.revoke(base.id, base);
      this.#token = undefined;
      becomeAnonymous(this.#context, state, 'us');
    } else if (state.pendingChange() === 'removals' || !state.pending.isWorthStoring) {
      becomeAnonymous(this.#context, state, 'others');
    } else if (state.keyChange !== 'sign-in' || base.owner !== undefined) {
      interruptOrDiscard(this.#context, state, base);
    } else {
      // A guest who signs in has proved an identity, and came with the data. Most likely the first click of two has
      // revoked the session. Whatever it was, the data was in this browser's own cookie, so no one else sees it.
      if (this.#context.now() >= base.expiresAt) rebase(this.#context, state, undefined);
      return false;
    }
    return true;
  }

  async renew(state: StoredState): Promise<void> {
    const { base } = state;
    try {
      if ((await this.#isStillValid(base)) && state.pendingChange() === 'same') await this.#seal(state);
    } catch (error) {
      this.#context.events.emit('unsaved', { id: base.id, reason: 'renewal-failed', error }, state.situation.request);
    }
  }

  /**
   * Removes every cookie under one of our names, even one that cannot be unsealed here: another process may have its
   * key.
   */
  async end(state: SessionState): Promise<boolean> {
    const { cookieHeader, cookies } = this.#situation;
    const names = this.#isEnded ? [] : cookies.names.filter((name) => readCookie(cookieHeader, name));
    const { base } = state;
    if (!base && names.length === 0) return false;
    if (!this.#calls.canRevoke) state.response.requireUnsent('destroy');
    const endings: Ending[] = base ? [() => this.#endOwn(base)] : [];
    let unclear: string | undefined;
    for (const name of names) {
      const isOurs = base !== undefined && name === this.#tokenName;
      // If several came, no removal may reach the one that can be unsealed here.
      if (isOurs && readCookie(cookieHeader, name) !== 'duplicate') continue;
      const tokens = presentedTokens(cookieHeader, name, this.#calls);
      if (!tokens) unclear = name;
      const others = tokens?.filter((token) => !isOurs || token !== this.#token) ?? [];
      endings.push(...others.map((token) => () => this.#sessions.endToken(token, name)));
    }
    await endEach(endings);
    this.#isEnded = true;
    if (unclear === undefined) return true;
    // The session of the request has ended nevertheless, so a message of the error page begins a new one.
    state.reset(undefined);
    state.response.removeCookie();
    throw new AmbiguousCookieError(unclear, 'only one of them can be ended here');
  }

  cookiesFor(change: CookieChange): readonly SetCookie[] {
    const { cookieHeader, cookies, secure } = this.#situation;
    const removal = cookies.removal({ secure });
    const first =
      change === 'remove'
        ? removalsIn(this.#situation).flatMap((each) => [
            each,
            ...stalePieces(each, cookieHeader, 1, each.name === removal.name ? this.#calls.maxCookies : 0),
          ])
        : [...this.#issued, ...stalePieces(removal, cookieHeader, this.#issued.length)];
    const former = cookies.former({ secure }).flatMap((place) => [place, ...stalePieces(place, cookieHeader, 1)]);
    return [...first, ...former];
  }

  /**
   * Whether the session may still be sealed: one that was loaded before its deadline, or before it was revoked, ends
   * all the same.
   */
  async #isStillValid(base: Base): Promise<boolean> {
    if (this.#context.now() >= base.expiresAt) return false;
    return !this.#calls.canRevoke || (await this.#calls.unseal(this.#token!, this.#tokenName)) !== undefined;
  }

  /**
   * Ends the rivals, and the sessions in cookies of former places, which the response removes. Only if the store can
   * revoke.
   */
  async #endRivals(): Promise<void> {
    if (!this.#calls.canRevoke) return;
    const { cookieHeader, cookies, secure } = this.#situation;
    const endings: Ending[] = this.#rivals.map((base) => () => this.#sessions.end(base.id, base));
    for (const { name } of cookies.former({ secure })) {
      const tokens = name === this.#tokenName ? [] : presentedTokens(cookieHeader, name, this.#calls);
      endings.push(...(tokens ?? []).map((token) => () => this.#sessions.endToken(token, name)));
    }
    await endEach(endings);
    this.#rivals = [];
  }

  async #endOwn(base: Base): ReturnType<Ending> {
    const ended = await this.#sessions.end(base.id, base);
    this.#token = undefined;
    return ended;
  }

  /**
   * Seals the session as it is now. If it gets a new id, the former one is revoked after sealing and before the browser
   * gets the cookie: if that fails, the browser still has a valid cookie.
   */
  async #seal(state: SessionState): Promise<SessionId> {
    const { base, keyChange: by, next } = state;
    const id = base && !by ? base.id : next.id;
    const until = base && !by ? Math.max(base.expiresAt, base.envelope.sealedUntil ?? 0) : 0;
    const outlives = base && until > latestDeadline(this.#context, base.createdAt);
    state.pending.beginWrite();
    const built = buildRecord(this.#context, state, {
      movesDeadline: state.situation.renews,
      ...(outlives && { sealedUntil: until }),
    });
    const { record, envelope } = built;
    const token = await this.#calls.seal(id, record, this.#cookieName);
    const end = envelope.expiry === 'browser-close' ? undefined : record.expiresAt;
    const cookie = issueUntil(this.#situation, token, this.#context.now(), end);
    this.#issued = spreadToken(cookie, this.#calls.maxCookies);
    if (base && by) await this.#sessions.revoke(base.id, base);
    this.#token = token;
    this.#tokenName = this.#cookieName;
    this.#isAged = false;
    if (base && !by) {
      state.confirmWrite(id, built, undefined);
      state.response.setCookie(token);
    } else {
      state.confirmNewKey({ id, version: undefined }, built, by, token);
      if (base && by) this.#context.events.emit('key-changed', { from: base.id, to: id, by });
    }
    return id;
  }
}
