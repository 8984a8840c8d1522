import { InterruptedError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import { cookieValues, readCookie, type ReadCookie } from '../cookie/read-cookie.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import { parseSessionKey } from '../keys/session-key.js';
import { cookieEnd, longestCookieLife } from '../options/lifetimes.js';
import { type Ended, endEach, refuseTooMany } from '../persistence/end-each.js';
import { foundIn, type Loaded, readRecord } from '../persistence/read-record.js';
import { canTellBrowser, issueUntil, nameElsewhere, removalsIn, valuesToTry } from '../persistence/session-cookies.js';
import { becomeAnonymous, interruptOrDiscard } from '../persistence/changed-elsewhere.js';
import type { CookieSituation, SessionPersistence } from '../persistence/session-persistence.js';
import type { CookieChange } from '../session/response-state.js';
import type { Base, Found } from '../session/base.js';
import type { SessionState, StoredState } from '../session/session-state.js';
import { changeKey } from './change-key.js';
import { createRecord } from './create-record.js';
import { endSession } from './end-session.js';
import { ForeignVisit } from './foreign-visit.js';
import { type KeyedContext, withinBudget } from './keyed-context.js';
import { renewalOf, renewRecord } from './renew-record.js';
import { lastSuccessor, liveSuccessor, startFromOwn } from './successor.js';
import { updateRecord } from './update-record.js';

/** The cookie holds a key, and a server holds the record under the key's digest. */
export class KeyedPersistence implements SessionPersistence {
  readonly #context: KeyedContext;
  readonly #situation: CookieSituation;
  /** Sessions that have ended, which need not be looked for again. */
  #ended: Set<SessionId> | undefined;
  readonly #foreign: ForeignVisit | undefined;
  /** The cookie's name: today's, or that of a former place whose session was found. */
  #name: string;
  /** The session that was found by the cookie of a former place, so that its key must change. */
  #formerId: SessionId | undefined;
  /** The sessions that several cookies of one name identify. Any of them may be the visitor's. */
  #rivals: readonly SessionId[] = [];

  constructor(context: KeyedContext, situation: CookieSituation) {
    this.#context = context;
    this.#situation = situation;
    const { adoption } = context;
    this.#name = situation.cookies.nameFor(situation);
    this.#foreign = adoption && new ForeignVisit(context, adoption, situation.cookieHeader);
  }

  find(): Found | Promise<Found> {
    return this.#foreign ? this.#findBoth(this.#foreign) : this.#findOwn();
  }

  async #findBoth(foreign: ForeignVisit): Promise<Found> {
    const own = await this.#findOwn();
    return own.base || own.superseded ? own : foreign.find();
  }

  #findOwn(): Found | Promise<Found> {
    const { cookieHeader } = this.#situation;
    if (cookieHeader === undefined) return {};
    const cookie = readCookie(cookieHeader, this.#name);
    if (cookie) return this.#findUnder(this.#name, cookie);
    const former = nameElsewhere(this.#context, this.#situation);
    return former === undefined ? {} : this.#findFormer(former, readCookie(cookieHeader, former)!);
  }

  #findUnder(name: string, cookie: NonNullable<ReadCookie>): Found | Promise<Found> {
    const context = this.#context;
    if (cookie === 'duplicate') return this.#findAmong(name);
    const key = parseSessionKey(cookie.value);
    if (key) return this.#load(context.idOf(key));
    context.events.emit('rejected-key', { reason: 'malformed' });
    return {};
  }

  async #findFormer(name: string, cookie: NonNullable<ReadCookie>): Promise<Found> {
    this.#name = name;
    const found = await this.#findUnder(name, cookie);
    this.#formerId = found.base?.id;
    return found;
  }

  async #findAmong(name: string): Promise<Found> {
    this.#context.events.emit('rejected-key', { reason: 'duplicate', cookie: name });
    const keys = cookieValues(this.#situation.cookieHeader, name).map((value) => parseSessionKey(value));
    const loads = await Promise.all(valuesToTry(keys).map((key) => this.#loaded(this.#context.idOf(key))));
    const live = loads.flatMap((loaded) => (loaded.status === 'live' ? [loaded.base] : []));
    // A session that was superseded a moment ago may be the visitor's, and the live one may be planted.
    const isOther = loads.some((loaded) => loaded.status === 'superseded' && loaded.successor !== live[0]?.id);
    if (live.length < 2 && !isOther) return live[0] ? { base: live[0] } : {};
    this.#rivals = live.map(({ id }) => id);
    return {};
  }

  async findAgain(state: SessionState): Promise<Found> {
    if (state.base?.isForeign) return this.#foreign!.find();
    const id = (state.base ?? state.superseded)?.id;
    return id ? this.#load(id) : {};
  }

  findLater(id: SessionId): Promise<Loaded> {
    return lastSuccessor(this.#context, id, ['regenerate']);
  }

  prepareCommit(state: StoredState): 'changes' | 'renewal' | undefined {
    const { base, situation } = state;
    if (base.isForeign) return isAdopting(state) ? 'changes' : undefined;
    const context = this.#context;
    if (this.#formerId === base.id && canTellBrowser(state)) state.requestKeyChange('regenerate');
    const { cookieSentAt = Infinity } = base.envelope;
    // A session may last longer than browsers allow for a cookie, so a new cookie is sent when half of its time is
    // over.
    const isCookieOld = context.now() >= cookieSentAt + longestCookieLife / 2;
    if (isCookieOld && situation.renews && !state.response.headersSent) state.requestKeyChange('regenerate');
    if (state.pendingChange() !== 'same') return 'changes';
    return situation.renews && renewalOf(context, state) ? 'renewal' : undefined;
  }

  store(state: SessionState): Promise<void> {
    const { superseded } = state;
    if (superseded && state.mode === 'superseded' && state.keyChange !== 'sign-in') {
      if (state.pending.isWorthStoring) interruptOrDiscard(this.#context, state, { id: superseded.id });
      return Promise.resolve();
    }
    if (state.hasBase() && state.base.isForeign) return this.#adopt(state);
    return state.keyChange === 'sign-in' ? this.#signIn(state) : this.#storeInTurn(state);
  }

  #storeInTurn(state: SessionState): Promise<void> {
    // The time limit includes the wait for its turn.
    const context = withinBudget(this.#context);
    if (!state.hasBase()) return this.#create(context, state);
    return this.#context.queue.inTurn(state.base.id, context.store.endsAt, async () => {
      // Whether the key must change can turn out on the way: the application may sign in during a conflict, and other
      // requests may empty or fill the session. Each of the two returns `false` then.
      while (!(await (state.needsNewKey ? changeKey(context, state) : updateRecord(context, state))));
    });
  }

  async #create(context: KeyedContext, state: SessionState): Promise<void> {
    const { pending, superseded } = state;
    if (!pending.isWorthStoring) return;
    if (superseded) startFromOwn(state, await liveSuccessor(context, superseded.successor));
    await createRecord(context, state);
  }

  /** Stores another framework's session. A request without changes is not interrupted when others store it first. */
  async #adopt(state: StoredState): Promise<void> {
    if (!isAdopting(state)) return;
    if (!state.pending.isWorthStoring) {
      await endEach(this.#foreign!.endings(state));
      return becomeAnonymous(this.#context, state, 'us');
    }
    const isChanged = state.pendingChange() !== 'same';
    state.response.requireUnsent('A change of this session');
    state.requestKeyChange('regenerate');
    try {
      await this.#storeInTurn(state);
    } catch (error) {
      if (isChanged || !(error instanceof InterruptedError)) throw error;
    }
    // If another request was faster, its response carries the key.
    if (state.response.cookie && state.base) await this.#foreign!.endAdopted(state.base.id);
  }

  /** Does not queue: a running commit moves the deadline, too, or the next visit does. */
  async renew(state: StoredState): Promise<void> {
    const context = this.#context;
    if (!context.queue.isBusy(state.base.id)) await renewRecord(withinBudget(context), state);
  }

  async end(state: SessionState): Promise<boolean> {
    const context = this.#context;
    const base = state.stored;
    const ids = new Set([...(base ? [base.id] : []), ...this.#presented()]);
    const timed = withinBudget(context);
    const own = [...ids].map((id) => () => this.#end(timed, id, id === base?.id ? base.version : undefined));
    return endEach([...own, ...(this.#foreign?.endings(state) ?? [])]);
  }

  cookiesFor(change: CookieChange, { base }: SessionState): readonly SetCookie[] {
    const { cookieHeader, cookies, secure } = this.#situation;
    const first = change === 'remove' ? removalsIn(this.#situation) : [this.#issue(base!, change.value)];
    const foreign = this.#context.adoption?.removalIn(cookieHeader, cookies.removal({ secure })) ?? [];
    return [...first, ...cookies.former({ secure }), ...foreign];
  }

  #issue({ createdAt, envelope }: Base, key: string): SetCookie {
    const context = this.#context;
    const end = cookieEnd(createdAt, context.lifetimes.of(envelope.lifetime), envelope.expiry);
    return issueUntil(this.#situation, key, context.now(), end);
  }

  async #load(id: SessionId): Promise<Found> {
    return foundIn(this.#context, await this.#loaded(id));
  }

  async #loaded(id: SessionId): Promise<Loaded> {
    const context = this.#context;
    const loaded = readRecord(context, id, await context.store.load(id));
    if (loaded.status === 'absent') (this.#ended ??= new Set()).add(id);
    return loaded;
  }

  /**
   * After a sign-in the visitor has one session, and the next request finds it. The other sessions that cookies of the
   * request identify are ended: the rivals, and those of cookies in former places, which the response removes.
   */
  async #signIn(state: SessionState): Promise<void> {
    const context = this.#context;
    const { cookieHeader, cookies, secure } = this.#situation;
    const left = cookies
      .former({ secure })
      .flatMap(({ name }) => (name === this.#name ? [] : cookieValues(cookieHeader, name)));
    const keys = valuesToTry(left.map((value) => parseSessionKey(value)));
    const ids = [...this.#rivals, ...keys.map((key) => context.idOf(key))];
    if (ids.length > 0) {
      const timed = withinBudget(context);
      await endEach(ids.map((id) => () => this.#end(timed, id, undefined)));
      this.#rivals = [];
    }
    await this.#storeInTurn(state);
  }

  /**
   * Returns the ids of all keys that came under one of our names. A key proves that its sender may end its session. A
   * planted key does no harm: it ends the session of the attacker who planted it.
   */
  #presented(): ReadonlySet<SessionId> {
    const { cookieHeader, cookies, secure } = this.#situation;
    const values = cookies.names.flatMap((name) => cookieValues(cookieHeader, name));
    const keys = new Set(values.map((value) => parseSessionKey(value)).filter((key) => key !== undefined));
    refuseTooMany(cookies.nameFor({ secure }), keys.size);
    return new Set([...keys].map((key) => this.#context.idOf(key)));
  }

  async #end(timed: KeyedContext, id: SessionId, version: string | undefined): Promise<Ended | undefined> {
    if (this.#ended?.has(id)) return undefined;
    const ended = await this.#context.queue.ahead(id, () => endSession(timed, id, { version }));
    (this.#ended ??= new Set()).add(id);
    return ended;
  }
}

/** Whether this request adopts the other framework's session that it has found. That takes a cookie, or a change. */
function isAdopting(state: SessionState): boolean {
  return state.pendingChange() !== 'same' || canTellBrowser(state);
}
